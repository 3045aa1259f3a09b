import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { Call } from './call.ts';
import { columnMetadata } from './columns.ts';
import type { OpenCursor } from './cursors.ts';
import { failure, ok } from './reply.ts';

const PAGE = 2000;
const SMALLEST_PAGE = 200;

/** `GET /query?q=`, `GET /queryAll?q=`, `?explain=`, `&columns=true`. */
export function query(call: Call, all: boolean): SimReply {
  const explain = call.query.get('explain');
  if (explain !== null) return explainQuery(call, explain);
  const soql = call.query.get('q');
  if (soql === null || soql.trim() === '') return failure('MALFORMED_QUERY', 'unexpected token: <EOF>');
  const answer = call.org.select(soql, { all, version: call.version });
  if ('error' in answer) return failure(answer.error.statusCode, answer.error.message);
  if (call.query.get('columns') === 'true') return ok(columnMetadata(call.org, answer));
  const asked = Number(
    /batchSize\s*=\s*(\d+)/i.exec(call.headers['sforce-query-options'] ?? '')?.[1] ?? PAGE,
  );
  const size = Math.min(PAGE, Math.max(SMALLEST_PAGE, asked));
  return page(call, { answer, size }, 0, null);
}

/** `GET /query/<locator>-<offset>`. */
export function queryMore(call: Call, locator: string): SimReply {
  const [id = '', offset = ''] = locator.split('-');
  if (call.fault?.name === 'locator-expired') call.cursors.close(id);
  const cursor = call.cursors.get(id);
  if (!cursor || !/^\d+$/.test(offset)) {
    return failure('INVALID_QUERY_LOCATOR', 'invalid query locator');
  }
  return page(call, cursor, Number(offset), id);
}

function page(call: Call, cursor: OpenCursor, from: number, openAs: string | null): SimReply {
  const { answer, size } = cursor;
  const until = from + size;
  const records = answer.page(from, until);
  if (until >= answer.totalSize || records.length === 0) {
    return ok({ totalSize: answer.totalSize, done: true, records });
  }
  const id = openAs ?? call.cursors.open(cursor);
  return ok({
    totalSize: answer.totalSize,
    done: false,
    nextRecordsUrl: `/services/data/v${call.version}/query/${id}-${until}`,
    records,
  });
}

function explainQuery(call: Call, soql: string): SimReply {
  const plan = call.org.explain(soql);
  if ('error' in plan) return failure(plan.error.statusCode, plan.error.message);
  const count = call.org.store.table(plan.type).size;
  return ok({
    plans: [
      {
        cardinality: count,
        fields: [],
        leadingOperationType: plan.by,
        notes: [],
        relativeCost: plan.by === 'Index' ? 0.1 : 1,
        sobjectCardinality: count,
        sobjectType: plan.type,
      },
    ],
    sourceQuery: soql,
  });
}
