import type { SaveError } from '../org.ts';
import { error } from '../org/kernel.ts';
import type { Call } from './call.ts';

/**
 * The refusal a scripted vendor fault has for one row, null for none. `args.rows` lists rows by place in the request or
 * by id; without it every row is hit.
 *
 * - `lock-row`: `UNABLE_TO_LOCK_ROW`
 * - `partial`: `args.statusCode` and `args.message`
 */
export function rowFault(call: Call, index: number, id: string): SaveError | null {
  const { fault } = call;
  if (fault?.name !== 'lock-row' && fault?.name !== 'partial') return null;
  const { rows, statusCode, message } = fault.args ?? {};
  const listed: readonly unknown[] | null = Array.isArray(rows) ? rows : null;
  const short = id.slice(0, 15);
  const isHit =
    listed === null ||
    listed.some((row) => row === index || (typeof row === 'string' && short !== '' && row.startsWith(short)));
  if (!isHit) return null;
  if (fault.name === 'partial') {
    return error(
      typeof statusCode === 'string' ? statusCode : 'UNKNOWN_EXCEPTION',
      typeof message === 'string' ? message : 'An unexpected error occurred.',
    );
  }
  return error(
    'UNABLE_TO_LOCK_ROW',
    `unable to obtain exclusive access to this record or 1 records: ${id === '' ? 'unknown' : id}`,
  );
}
