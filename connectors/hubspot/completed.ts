import type { CallOptions } from '../../src/connector/contract.ts';
import { withAssociations } from './associated.ts';
import { withDays } from './days.ts';
import type { Session } from './session.ts';
import type { WireRecord } from './wire.ts';

/** Records with what HubSpot shows as no property, or otherwise than it is meant. */
export async function completed(
  session: Session,
  object: string,
  fields: readonly string[],
  records: readonly WireRecord[],
  options: CallOptions,
): Promise<readonly WireRecord[]> {
  return withAssociations(
    session,
    object,
    fields,
    await withDays(session, object, records, options),
    options,
  );
}
