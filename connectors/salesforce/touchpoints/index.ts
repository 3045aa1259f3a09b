import { z } from 'zod';
import type { CallOptions } from '../../../src/connector/contract.ts';
import type {
  TouchpointPage,
  TouchpointRequest,
  TouchpointSource,
} from '../../../src/connector/touchpoints.ts';
import type { Clock } from '../../../src/domain/clock.ts';
import { FailureError } from '../../../src/domain/failure.ts';
import type { Client } from '../client.ts';
import type { Schemas } from '../describe.ts';
import { failed } from '../failures.ts';
import type { Gather } from '../gather.ts';
import { afterRow, stampOf } from '../keyset.ts';
import { queryGathered, queryPage } from '../query.ts';
import { idOf } from '../snapshots.ts';
import { literal, type Select } from '../soql.ts';
import { PAGE_ROWS, POLL_OVERLAP_MS } from '../versions.ts';
import { EVENTS, TASKS } from './activities.ts';
import { CAMPAIGN_MEMBERS } from './campaign-members.ts';
import type { Reading } from './reading.ts';

const HALF_A_MINUTE_MS = 30_000;
/** Names of relations cannot be described as fields. */
const PARENTS: Readonly<Record<string, readonly string[]>> = { CampaignMember: ['Campaign.Name'] };

const READINGS: ReadonlyMap<string, Reading> = new Map([
  ['tasks', TASKS],
  ['events', EVENTS],
  ['campaign-members', CAMPAIGN_MEMBERS],
]);

export const TOUCHPOINT_SOURCES: readonly TouchpointSource[] = [...READINGS].map(([name, { meaning }]) => ({
  name,
  meaning,
  everyMs: HALF_A_MINUTE_MS,
}));

const Cursor = z.object({
  /** Everything the org showed before this moment of its own clock is taken over. */
  watermark: z.string(),
  /** Within a pass of several pages: the last row of the page before, and the new watermark. */
  pass: z.object({ stamp: z.string(), id: z.string(), next: z.string() }).nullable(),
});
type Cursor = z.infer<typeof Cursor>;

/** Asked from now on: nothing has happened yet. */
const NOW_MS = 1_000;

/** What people did, by (SystemModstamp, Id); the first pages of a pass go back behind the watermark, as every poll does. */
export function createTouchpoints(
  client: Client,
  schemas: Schemas,
  gather: Gather,
  clock: Clock,
): (request: TouchpointRequest, options: CallOptions) => Promise<TouchpointPage> {
  return async (request, options) => {
    const reading = READINGS.get(request.source);
    if (reading === undefined) throw new Error(`no touchpoints of ${request.source}`);
    const cursor: Cursor =
      request.cursor === null
        ? { watermark: request.since.toISOString(), pass: null }
        : Cursor.parse(JSON.parse(request.cursor));
    if (request.cursor === null && clock.now().getTime() - request.since.getTime() < NOW_MS)
      return page([], cursor);
    try {
      return await readPage(reading, cursor, options);
    } catch (error) {
      if (error instanceof FailureError && isRefusal(error)) {
        schemas.forget(reading.object);
        return { kind: 'refused', failure: error.failure };
      }
      throw error;
    }
  };

  async function readPage(reading: Reading, cursor: Cursor, options: CallOptions): Promise<TouchpointPage> {
    const { object } = reading;
    const { fields } = await schemas.known(object, options);
    const hidden = reading.needed.filter((name) => !fields.has(name));
    if (hidden.length > 0)
      throw failed({ code: 'INVALID_FIELD', message: `${object} does not show ${hidden.join(', ')}` });
    const statement: Select = {
      fields: [
        ...reading.needed,
        ...reading.wanted.filter((name) => fields.has(name)),
        ...(PARENTS[object] ?? []),
      ],
      from: object,
      where: [behind(cursor), ...reading.where(new Set(fields.keys()))].join(' AND '),
      orderBy: ['SystemModstamp', 'Id'],
      limit: PAGE_ROWS,
    };
    const { body: rows, at } = cursor.pass
      ? await queryPage(client, statement, options)
      : await queryGathered(gather, statement, options);
    const touchpoints = rows.flatMap((row) => reading.toTouchpoint(row, at) ?? []);
    const next = cursor.pass?.next ?? at.toISOString();
    const last = rows.length === PAGE_ROWS ? rows.at(-1) : undefined;
    return last === undefined
      ? page(touchpoints, { watermark: next, pass: null })
      : page(touchpoints, { ...cursor, pass: { stamp: stampOf(last), id: idOf(last), next } });
  }
}

function behind({ watermark, pass }: Cursor): string {
  if (pass !== null) return afterRow(pass);
  const from = new Date(Date.parse(watermark) - POLL_OVERLAP_MS);
  return `SystemModstamp >= ${literal({ datetime: from.toISOString() })}`;
}

/** The object, or a field that nothing can be told without, is not for the integration user, or not in the org at all. */
const isRefusal = ({ failure }: FailureError): boolean =>
  failure.kind === 'config' || failure.kind === 'not-found';

const page = (
  touchpoints: Extract<TouchpointPage, { kind: 'page' }>['touchpoints'],
  cursor: Cursor,
): TouchpointPage => ({
  kind: 'page',
  touchpoints,
  cursor: JSON.stringify(cursor),
  more: cursor.pass !== null,
});
