import { didYouMean } from '../domain/suggest.ts';
import type { MappingDocument } from './document.ts';
import type { FieldMapping, History, Mapping } from './mapping.ts';
import type { Report } from './problem.ts';
import type { FieldValues } from './scope.ts';

const DAY_MS = 86_400_000;

/** The window of `history`: its field must say when something was. */
export function compileHistory(
  source: MappingDocument['history'],
  fields: readonly FieldMapping[],
  report: Report,
): History | null {
  if (source === undefined) return null;
  const field = fields.find(({ name }) => name === source.field);
  const path = ['history', 'field'];
  if (field === undefined) {
    const names = fields.map(({ name }) => name);
    report(path, `no field is named "${source.field}"`, didYouMean(source.field, names, 'Name a field.'));
  } else if (field.type !== 'date' && field.type !== 'datetime') {
    report(path, `${source.field} is no date`, 'Name a field of type date or datetime.');
  }
  return source;
}

/**
 * Whether something is too old to be carried over into a system that has no record of it. The answer can only turn from no
 * to yes, so nothing has to be looked at again when time passes.
 */
export function isHistory({ history }: Mapping, values: FieldValues, now: Date): boolean {
  const at = history === null ? null : values.get(history.field);
  return history !== null && typeof at === 'string' && Date.parse(at) < now.getTime() - history.days * DAY_MS;
}
