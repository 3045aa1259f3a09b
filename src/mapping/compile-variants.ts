import type { SystemName } from '../domain/record.ts';
import { compileOver, type Readable } from './compile-expression.ts';
import { compileAuthority, compileDirection } from './compile-policy.ts';
import type { RowDocument } from './document.ts';
import type { FieldMapping, Variant } from './mapping.ts';
import { inputsOf } from './scope.ts';
import type { Report } from './problem.ts';

/**
 * The variants of a row, in order. One that can never be chosen is a problem: its condition never holds, or one before
 * it always does, or says the same.
 */
export function compileVariants(
  field: FieldMapping,
  row: RowDocument | undefined,
  readable: Readable,
  report: Report,
): readonly Variant[] {
  const variants: Variant[] = [];
  const systems: readonly SystemName[] = [...field.columns.keys()];
  for (const [index, source] of (row?.variants ?? []).entries()) {
    const path = ['fields', field.name, 'variants', index];
    const when = compileOver(readable, source.when, 'boolean', [...path, 'when'], report);
    if (when === null) continue;
    const cover = variants.find((other) => isAlways(other) || other.when.text.trim() === when.text.trim());
    if (cover !== undefined) {
      const fix =
        'Remove it, or put it first: the first variant whose condition holds is the one that counts.';
      report([...path, 'when'], `"${cover.when.text}" above leaves nothing to this variant`, fix);
    } else if (isNever(when)) {
      report([...path, 'when'], 'this condition never holds', 'Remove the variant, or mend its condition.');
    }
    const direction = compileDirection(source.direction, systems, path, report);
    if (source.direction !== undefined && field.direction.kind !== 'both') {
      report(
        [...path, 'direction'],
        'a variant can only narrow the direction of its row',
        'Leave out the direction of the row, and give it in variants.',
        'key',
      );
    }
    variants.push({
      when,
      authority:
        source.authority === undefined
          ? field.authority
          : compileAuthority(source.authority, field.type, systems, path, report),
      direction: source.direction === undefined ? field.direction : direction,
      nulls: source.nulls ?? field.nulls,
    });
  }
  return variants;
}

const NOTHING = inputsOf(new Map());
const isConstant = ({ reads }: Variant['when']): boolean => reads.length === 0;

function isAlways({ when }: Variant): boolean {
  const outcome = when.evaluate(NOTHING);
  return isConstant(when) && outcome.kind === 'known' && outcome.value === true;
}

function isNever(when: Variant['when']): boolean {
  const outcome = when.evaluate(NOTHING);
  return isConstant(when) && !(outcome.kind === 'known' && outcome.value === true);
}
