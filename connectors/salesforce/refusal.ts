import type { HttpResponse } from 'jsforce';
import type { Evidence } from './failures.ts';

/** One error as REST tells it: `errorCode` on single calls and queries, `statusCode` on collection rows. */
export interface VendorError {
  readonly errorCode?: string;
  readonly statusCode?: string;
  readonly message?: string;
  readonly fields?: readonly string[];
}

/**
 * How the user-info endpoint refuses a session that has ended: status 403, and nothing else in the body.
 * https://help.salesforce.com/s/articleView?id=sf.remoteaccess_using_userinfo_endpoint.htm
 */
const BAD_TOKEN = 'Bad_OAuth_Token';

/**
 * What a refused call says: a list of errors, one SOAP fault, or only a status (502 and 503 may bring an HTML page).
 * Of several errors the first decides; all their words are kept.
 */
export function evidenceIn(answer: HttpResponse, error: unknown): Evidence {
  const errors = parsedErrors(answer.body);
  if (answer.statusCode === 300) {
    return { code: 'HTTP_300', message: 'The external key matches several records.', entry: errors };
  }
  const evidence = evidenceOfErrors(errors);
  if (evidence) return evidence;
  if (answer.body.trim() === BAD_TOKEN)
    return { code: BAD_TOKEN, message: 'Salesforce does not know the session.' };
  const fault = /<faultcode>(?:\w+:)?(\w+)<\/faultcode>/.exec(answer.body)?.[1];
  if (fault) return { code: fault, message: error instanceof Error ? error.message : fault };
  return {
    code: `HTTP_${answer.statusCode}`,
    message: `Salesforce answered HTTP ${answer.statusCode} without an error list.`,
  };
}

/** The evidence in a list of vendor errors; null when it is none. */
export function evidenceOfErrors(errors: unknown, object?: string): Evidence | null {
  if (!Array.isArray(errors)) return null;
  const list = errors.filter((item): item is VendorError => typeof item === 'object' && item !== null);
  const first = list[0];
  const code = first?.statusCode ?? first?.errorCode;
  if (first === undefined || code === undefined) return null;
  return {
    code,
    message: list.map((item) => item.message ?? '').join('; '),
    fields: [...new Set(list.flatMap((item) => item.fields ?? []))],
    entry: first,
    ...(object === undefined ? {} : { object }),
  };
}

function parsedErrors(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
