import type { CallOptions, FindRequest } from '../../src/connector/contract.ts';
import type { SystemRecord } from '../../src/domain/record.ts';
import type { FieldType } from '../../src/domain/schema.ts';
import type { Client } from './client.ts';
import type { Schemas } from './describe.ts';
import { failed } from './failures.ts';
import { queryAllRows } from './query.ts';
import { recordOf, selection } from './snapshots.ts';
import { inChunks, isIn, type Literal } from './soql.ts';
import { EXTERNAL_KEY } from './versions.ts';

/**
 * Records whose field equals one of the values, by SOQL (no search index, so our own writes show at once; text is
 * compared without regard to case). Converted leads are no longer people to match, so only our own key finds them.
 * @throws FailureError of kind config when the org does not have or show the field.
 */
export async function find(
  client: Client,
  schemas: Schemas,
  request: FindRequest,
  options: CallOptions,
): Promise<readonly SystemRecord[]> {
  const schema = await schemas.known(request.object, options);
  const field = schema.fields.get(request.field);
  if (!field && request.field !== 'Id') {
    throw failed({
      code: 'INVALID_FIELD',
      message: `No such column '${request.field}' on ${request.object}`,
      fields: [request.field],
    });
  }
  const selected = selection(schema, request.fields);
  const onlyLive =
    schema.fields.has('IsConverted') && request.field !== EXTERNAL_KEY ? ' AND IsConverted = FALSE' : '';
  const values = [...new Set(request.values)]
    .filter((value) => value !== '')
    .map((value) => typed(field?.type, value));
  const found: SystemRecord[] = [];
  for (const chunk of inChunks(values)) {
    const rows = await queryAllRows(
      client,
      { fields: selected.columns, from: selected.object, where: isIn(request.field, chunk) + onlyLive },
      options,
    );
    found.push(...rows.map((row) => recordOf(selected, row)));
  }
  return found;
}

function typed(type: FieldType | undefined, value: string): Literal {
  switch (type) {
    case 'number':
      return Number(value);
    case 'boolean':
      return value === 'true';
    case 'datetime':
      return { datetime: value };
    default:
      return value;
  }
}
