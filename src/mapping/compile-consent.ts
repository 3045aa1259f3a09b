import type { MappingDocument } from './document.ts';
import { isConsent, type FieldMapping } from './mapping.ts';
import type { Report } from './problem.ts';
import { didYouMean } from '../domain/suggest.ts';

/**
 * What the row says of opting in again. An opt-out holds for everybody and is never blanked, so what would be ignored
 * beside `authority: stricter` is reported.
 */
export function compileConsent(
  field: FieldMapping,
  { fields }: MappingDocument,
  report: Report,
): FieldMapping {
  const row = fields[field.name];
  const path = ['fields', field.name];
  const optIn = row?.['opt-in'];
  const { authority } = field;
  if (authority.kind !== 'stricter') {
    if (optIn !== undefined) {
      const fix = 'Add "authority: stricter", or remove it.';
      report([...path, 'opt-in'], 'only an opt-out can be taken back', fix, 'key');
    }
    for (const [index, variant] of field.variants.entries())
      if (isConsent(variant)) {
        const fix = 'Give the row itself "authority: stricter".';
        report([...path, 'variants', index, 'authority'], 'an opt-out holds for everybody', fix);
      }
    return field;
  }
  for (const key of ['nulls', 'on-create', 'variants'] as const) {
    if (row?.[key] !== undefined)
      report([...path, key], `"${key}" has no effect beside "stricter"`, 'Remove it.', 'key');
  }
  if (optIn === undefined) return field;
  if (field.direction.kind !== 'both') {
    const fix = 'Remove it, or the direction.';
    report([...path, 'opt-in'], 'an opt-in cannot reach every system of a row with a direction', fix, 'key');
  }
  const systems = [...field.columns.keys()];
  if (!systems.includes(optIn.from)) {
    const fix = didYouMean(optIn.from, systems, `Choose one of: ${systems.join(', ')}.`);
    report([...path, 'opt-in', 'from'], `"${optIn.from}" is no system of this row`, fix);
  }
  const others = Object.keys(fields).filter((name) => name !== field.name);
  if (fields[optIn.basis]?.[optIn.from] === undefined || optIn.basis === field.name) {
    const fix = didYouMean(optIn.basis, others, `Name a field of this file that ${optIn.from} has.`);
    report([...path, 'opt-in', 'basis'], `${optIn.from} has no field "${optIn.basis}" here`, fix);
  }
  return { ...field, authority: { kind: 'stricter', optIn } };
}
