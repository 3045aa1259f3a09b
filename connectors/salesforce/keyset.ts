import { isoDatetime } from './codec.ts';
import type { Row } from './query.ts';
import { literal } from './soql.ts';

/** When the org stamped a row last. */
export const stampOf = (row: Row): string => isoDatetime(row['SystemModstamp']);

/** The rows behind a row, in the order of (SystemModstamp, Id). */
export function afterRow({ stamp, id }: { readonly stamp: string; readonly id: string }): string {
  const at = literal({ datetime: stamp });
  return `(SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > ${literal(id)}))`;
}
