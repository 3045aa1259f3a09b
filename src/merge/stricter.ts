import { receives, speaks } from '../mapping/direction.ts';
import type { FieldMapping, OptIn } from '../mapping/mapping.ts';
import type { Value } from '../domain/value.ts';
import { asLoser, systemOf, type HeardSide } from './sides.ts';
import type { Verdict } from './verdict.ts';

/** What is known beside the sides of an opt-out. */
export interface Consent {
  readonly optIn: OptIn | null;
  /** What the system that is believed says of the legal basis of an opt-in; undefined when that is not known. */
  readonly basis: Value | undefined;
}

/**
 * The verdict on an opt-out, where `true` is strict. Pure; no clock is asked.
 *
 * 1. Who says `true` now, or has said it and can still take it back, makes it `true` for all. A form, which is never
 *    written, says it once.
 * 2. `false` and blank are alike: neither is ever written, so what is unknown overwrites nothing.
 * 3. Who had agreed to `true` and says so no longer has **withdrawn** it. While another side stands by it, that loosens
 *    nobody: it is parked, and each side keeps what it says. Unless `optIn` believes this side, the legal basis is known
 *    and all others can be told: then they are written `false`.
 *
 * Every value that is written to another side is in the conflict log, with what stood there: it is the proof.
 */
export function mergeOptOut(field: FieldMapping, heard: readonly HeardSide[], consent: Consent): Verdict {
  const { direction } = field;
  const said = { field: field.name, writes: [], agreed: [], losers: [] };
  const news = heard.filter((side) => side.fresh || side.moved);
  const mayTake = (side: HeardSide): boolean => side.writable && receives(direction, side.system);
  const isOut = heard.some((side) => side.value === true);
  const strict = heard.filter(
    (side) => side.value === true && speaks(direction, side.system) && (side.writable || side.moved),
  );
  const first = strict.find((side) => side.moved) ?? strict[0];
  const value = isOut ? true : (heard.find((side) => side.value !== null)?.value ?? null);
  if (first === undefined) {
    const kind = news.length === 0 ? 'unchanged' : news.some((side) => side.fresh) ? 'linked' : 'converged';
    return { ...said, kind, value, agreed: news.map(systemOf) };
  }

  const lenient = heard.filter((side) => side.value !== true);
  const withdrawn = lenient.filter((side) => side.base === 'true');
  if (withdrawn.length > 0 && !strict.some((side) => side.moved)) {
    // An opt-in that one of the others cannot be told would be undone by that one at the next look.
    const back = strict.every(mayTake)
      ? withdrawn.find((side) => side.value === false && side.system === consent.optIn?.from)
      : undefined;
    if (back === undefined || !isGiven(consent.basis)) {
      const reason = adviceOn(withdrawn[0], strict, consent, back !== undefined);
      return { ...said, kind: 'parked', value, losers: withdrawn.map(asLoser), reason };
    }
    return {
      ...said,
      kind: 'conflict',
      value: false,
      winner: back.system,
      reason: `the person has opted in again in ${back.system}, on the basis ${shown(consent.basis)}`,
      writes: strict.map(systemOf),
      agreed: news.map(systemOf),
      losers: strict.map(asLoser),
    };
  }

  const written = lenient.filter(mayTake);
  const agreed = news.filter((side) => !written.includes(side)).map(systemOf);
  if (written.length === 0) {
    const kind = news.length === 0 ? 'unchanged' : news.some((side) => side.fresh) ? 'linked' : 'converged';
    return { ...said, kind, value, agreed };
  }
  return {
    ...said,
    kind: 'conflict',
    value,
    winner: first.system,
    reason: `the person has opted out in ${first.system}`,
    writes: written.map(systemOf),
    agreed,
    losers: written.map(asLoser),
  };
}

const isGiven = (basis: Value | undefined): boolean =>
  basis !== null && basis !== undefined && basis !== false && basis !== '';

const shown = (basis: Value | undefined): string =>
  Array.isArray(basis) ? basis.join(', ') : String(basis ?? '');

/** Why a withdrawn opt-out is not carried, and what to do. */
function adviceOn(
  withdrawn: HeardSide | undefined,
  strict: readonly HeardSide[],
  { optIn }: Consent,
  isBelieved: boolean,
): string {
  const where = strict.map(systemOf).join(' and ');
  const now = `the opt-out was taken back in ${withdrawn?.system ?? 'one system'} and still stands in ${where}`;
  if (isBelieved && optIn !== null)
    return `${now}: fill in ${optIn.basis} in ${optIn.from}, the legal basis of the opt-in, or set the opt-out again`;
  return `${now}: only the person can opt in again, by a form or a link that ${where} offers for it; or set the opt-out again`;
}
