import { z } from 'zod';
import type { CallOptions, Page, PageRequest } from '../../src/connector/contract.ts';
import type { Client } from './client.ts';
import type { Schemas } from './describe.ts';
import { queryPage } from './query.ts';
import { idOf, selection, snapshotOf } from './snapshots.ts';
import { literal } from './soql.ts';
import { PAGE_ROWS } from './versions.ts';

const Cursor = z.object({ after: z.string().nullable() });

/**
 * Every record, in pages of 2,000 by id. Keyset pages, not the vendor's own query cursors: those die after two days,
 * with a token, and in a restart.
 */
export async function scan(
  client: Client,
  schemas: Schemas,
  request: PageRequest,
  options: CallOptions,
): Promise<Page> {
  const { after } = request.cursor === null ? { after: null } : Cursor.parse(JSON.parse(request.cursor));
  const selected = selection(await schemas.known(request.object, options), request.fields);
  const { body: rows } = await queryPage(
    client,
    {
      fields: selected.columns,
      from: selected.object,
      ...(after === null ? {} : { where: `Id > ${literal(after)}` }),
      orderBy: ['Id'],
      limit: PAGE_ROWS,
    },
    options,
  );
  const last = rows.at(-1);
  return {
    snapshots: rows.map((row) => snapshotOf(selected, row)),
    cursor: JSON.stringify({ after: last ? idOf(last) : after }),
    more: rows.length === PAGE_ROWS,
  };
}
