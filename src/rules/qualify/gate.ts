import { isMet, tellCondition, type ToldCondition } from '../condition.ts';
import type { DecidedGate, Lack } from '../decision.ts';
import { hasValue, readField } from '../facts.ts';
import type { Look, LookInputs } from '../look.ts';
import { nextChange } from '../next-change.ts';
import type { Gate, RequiredField } from '../rules.ts';
import { fillTemplate } from '../template.ts';
import type { Fields } from '../../domain/value.ts';

/** What a gate says of a person. */
export function decideGate(gate: Gate, look: Look, inputs: LookInputs): DecidedGate {
  const { test } = gate;
  switch (test.kind) {
    case 'when':
    case 'unless': {
      const condition = tellCondition(test.condition.parts, inputs);
      const holds = (condition.answer === 'held') === (test.kind === 'when');
      const opensAt = holds ? nextChange(test.condition, look, inputs, Infinity) : null;
      return told(gate, holds, inputs, condition, opensAt, NONE);
    }
    case 'listed':
      return told(gate, isListed(look.input.person, test.entries), inputs, null, null, NONE);
    case 'required': {
      const lacks = test.fields.flatMap((field) => lackOf(field, look, inputs) ?? []);
      return told(gate, lacks.length > 0, inputs, null, null, lacks);
    }
  }
}

const NONE: readonly Lack[] = Object.freeze([]);

const told = (
  { name, reason, until }: Gate,
  holds: boolean,
  inputs: LookInputs,
  condition: ToldCondition | null,
  opensAt: number | null,
  lacks: readonly Lack[],
): DecidedGate => ({
  name,
  holds,
  reason: holds && reason !== null ? (fillTemplate(reason, inputs.fields) ?? name) : null,
  until: holds ? until : null,
  opensAt,
  condition,
  lacks,
});

function lackOf({ name, valid, mend }: RequiredField, look: Look, inputs: LookInputs): Lack | null {
  const value = readField(look.input, name);
  if (value === undefined) return { field: name, kind: 'not-read', mend };
  if (!hasValue(value)) return { field: name, kind: 'missing', mend };
  return valid === null || isMet(valid, inputs) ? null : { field: name, kind: 'not-valid', mend };
}

/** Whether the address, its domain or a domain above it is on the list. */
function isListed({ email }: Fields, entries: ReadonlySet<string>): boolean {
  if (typeof email !== 'string') return false;
  const address = email.trim().toLowerCase();
  if (entries.has(address)) return true;
  let domain = address.slice(address.lastIndexOf('@') + 1);
  while (domain !== '') {
    if (entries.has(domain)) return true;
    const point = domain.indexOf('.');
    domain = point === -1 ? '' : domain.slice(point + 1);
  }
  return false;
}
