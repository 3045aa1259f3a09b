import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { SaveError, SaveResult } from '../org.ts';
import type { Call } from './call.ts';

/** HTTP status of an error code; what is not here is 400. */
const STATUS: Readonly<Record<string, number>> = {
  INVALID_SESSION_ID: 401,
  INVALID_AUTH_HEADER: 401,
  REQUEST_LIMIT_EXCEEDED: 403,
  INSUFFICIENT_ACCESS: 403,
  NOT_FOUND: 404,
  ENTITY_IS_DELETED: 404,
  METHOD_NOT_ALLOWED: 405,
  SERVER_UNAVAILABLE: 503,
};

export const ok = (body: unknown, status = 200): SimReply => ({ status, body });
export const noContent = (): SimReply => ({ status: 204 });

/** An error body is an array, even of one. */
export function failure(errorCode: string, message: string, fields?: readonly string[]): SimReply {
  const entry = fields ? { message, errorCode, fields } : { message, errorCode };
  return { status: STATUS[errorCode] ?? 400, body: [entry] };
}

export const notFound = (): SimReply => failure('NOT_FOUND', 'The requested resource does not exist');

export const methodNotAllowed = (method: string): SimReply =>
  failure('METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed. Allowed are other methods`);

/** What a refused single-record save looks like. */
export function refused(call: Call, type: string, errors: readonly SaveError[]): SimReply {
  const [first] = errors;
  if (first?.statusCode === 'DUPLICATE_EXTERNAL_ID') {
    const urls = (first.matches ?? []).map((id) => `/services/data/v${call.version}/sobjects/${type}/${id}`);
    return { status: 300, body: urls };
  }
  if (first?.statusCode === 'DUPLICATES_DETECTED') {
    return { status: 400, body: [duplicateBody(call, type, first)] };
  }
  const body = errors.map(({ statusCode, message, fields }) => ({ message, errorCode: statusCode, fields }));
  return { status: STATUS[first?.statusCode ?? ''] ?? 400, body };
}

function duplicateBody(call: Call, type: string, error: SaveError): unknown {
  const matchRecords = (error.matches ?? []).map((id) => {
    const matched = call.org.catalog.byPrefix(id)?.name ?? type;
    return {
      additionalInformation: [],
      fieldDiffs: [],
      matchConfidence: 100,
      record: {
        attributes: { type: matched, url: `/services/data/v${call.version}/sobjects/${matched}/${id}` },
        Id: id,
      },
    };
  });
  const entityType = matchRecords[0]?.record.attributes.type ?? type;
  const result = {
    allowSave: call.org.rules.duplicateRule === 'alert',
    duplicateRule: `Standard_${type}_Duplicate_Rule`,
    duplicateRuleEntityType: type,
    errorMessage: error.message,
    matchResults: [
      {
        entityType,
        errors: [],
        matchEngine: 'FuzzyMatchEngine',
        matchRecords,
        rule: `Standard_${entityType}_Match_Rule_v1_0`,
        size: matchRecords.length,
        success: true,
      },
    ],
  };
  return { [call.org.rules.spelling]: result, errorCode: error.statusCode, message: error.message };
}

/** One row of a collection's answer. */
export function collectionRow(result: SaveResult): unknown {
  if (!result.success) {
    const errors = result.errors.map(({ statusCode, message, fields }) => ({ statusCode, message, fields }));
    return { success: false, errors };
  }
  const { id, created } = result;
  return created === undefined
    ? { id, success: true, errors: [] }
    : { id, success: true, errors: [], created };
}
