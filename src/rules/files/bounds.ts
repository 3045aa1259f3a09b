import { splitCondition } from '../../expression/split.ts';

/** What a simple part of a condition asks of one name: a number on one side of a value, or one text. */
type Bound =
  | { readonly kind: 'least' | 'most'; readonly name: string; readonly value: number; readonly open: boolean }
  | { readonly kind: 'is'; readonly name: string; readonly text: string };

const NUMBER_FORM = /^([\w.]+(?:\([^()]*\))?)\s*(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)$/u;
const TEXT_FORM = /^([\w.]+)\s*==\s*("[^"\\]*"|'[^'\\]*')$/u;

/** The parts that must all hold, as they are written. */
function demandsOf(text: string): readonly string[] {
  const joined = splitCondition(text);
  return joined.kind === 'all' ? joined.parts.map((part) => part.text) : [joined.text];
}

function boundOf(text: string): Bound | null {
  const [, name = '', sign = '', value = ''] = NUMBER_FORM.exec(text) ?? [];
  if (name !== '') {
    const kind = sign.startsWith('>') ? 'least' : 'most';
    return { kind, name, value: Number(value), open: sign.length === 1 };
  }
  const [, subject = '', quoted = ''] = TEXT_FORM.exec(text) ?? [];
  return subject === '' ? null : { kind: 'is', name: subject, text: quoted.slice(1, -1) };
}

/** Two parts of a condition of which never both hold, where that can be seen; null: none is seen. */
export function contradiction(text: string): readonly [string, string] | null {
  const demands = demandsOf(text);
  for (const [index, one] of demands.entries())
    for (const other of demands.slice(index + 1))
      if (exclude(boundOf(one), boundOf(other))) return [one, other];
  return null;
}

function exclude(a: Bound | null, b: Bound | null): boolean {
  if (a === null || b === null || a.name !== b.name) return false;
  if (a.kind === 'is' || b.kind === 'is') return a.kind === 'is' && b.kind === 'is' && a.text !== b.text;
  if (a.kind === b.kind) return false;
  const [least, most] = a.kind === 'least' ? [a, b] : [b, a];
  return least.value > most.value || (least.value === most.value && (least.open || most.open));
}

/** Whether `weaker` holds whenever `stronger` does, where that can be seen. */
export function implies(stronger: string, weaker: string): boolean {
  const known = demandsOf(stronger);
  return demandsOf(weaker).every((wanted) => known.some((one) => one === wanted || reaches(one, wanted)));
}

function reaches(one: string, wanted: string): boolean {
  const [a, b] = [boundOf(one), boundOf(wanted)];
  if (a === null || b === null || a.name !== b.name) return false;
  if (a.kind === 'is' || b.kind === 'is' || a.kind !== b.kind) return false;
  if (a.value === b.value) return a.open || !b.open;
  return a.kind === 'least' ? a.value > b.value : a.value < b.value;
}
