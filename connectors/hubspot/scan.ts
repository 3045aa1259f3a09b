import type { CallOptions, Page, PageRequest } from '../../src/connector/contract.ts';
import { listPage } from './list.ts';
import { toSnapshot } from './record.ts';
import type { Session } from './session.ts';

/** Every record by ascending id, 100 a page. The cursor is the id to go on from; empty after the last page. */
export async function scan(session: Session, request: PageRequest, options: CallOptions): Promise<Page> {
  const { object, fields, cursor } = request;
  const schema = await session.schema(object, options);
  const page = await listPage(session, { object, fields, archived: false, after: cursor || null }, options);
  return {
    snapshots: page.records.map((wire) => toSnapshot(wire, fields, schema)),
    cursor: page.after ?? '',
    more: page.after !== null,
  };
}
