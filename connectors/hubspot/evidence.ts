import type { WireError } from './wire.ts';

/** What is known about a call that did not succeed: the input of the failures table. */
export interface Evidence {
  /** HTTP status, or the one that fits an error entry inside a 207; null when no answer came. */
  readonly status: number | null;
  /** Whether the request may have reached HubSpot. */
  readonly sent: boolean;
  readonly effect: 'read' | 'write';
  readonly category: string | null;
  readonly subCategory: string | null;
  readonly policyName: string | null;
  readonly message: string;
  /** The values HubSpot refused, by property. */
  readonly problems: readonly Problem[];
  readonly context: Readonly<Record<string, readonly string[]>>;
  readonly retryAfterMs: number | null;
}

export interface Problem {
  readonly code: string;
  readonly property: string | null;
  readonly message: string;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/**
 * Evidence of a non-2xx answer. Bodies are read defensively: every field may be missing, `errors` may hold strings, and
 * gateways and unknown routes answer HTML. https://developers.hubspot.com/docs/api-reference/error-handling
 */
export function answerEvidence(
  answer: { readonly status: number; readonly headers: Headers; readonly body: unknown },
  effect: 'read' | 'write',
): Evidence {
  const body = isObject(answer.body) ? answer.body : {};
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return {
    ...fromBody(body),
    // OAuth errors say what they are in `status`, e.g. BAD_REFRESH_TOKEN; elsewhere it is always "error".
    category: text(body.category) ?? (body.status === 'error' ? null : text(body.status)),
    message: text(body.message) ?? (isObject(answer.body) ? '' : 'the answer was no JSON'),
    status: answer.status,
    sent: true,
    effect,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : null,
  };
}

const STATUS_OF: Readonly<Record<string, number>> = {
  VALIDATION_ERROR: 400,
  OBJECT_NOT_FOUND: 404,
  CONFLICT: 409,
  OBJECT_ALREADY_EXISTS: 409,
};

/** Evidence of one entry of `errors` in a 207. */
export function entryEvidence(entry: WireError): Evidence {
  const evidence = fromBody(entry as Json);
  return {
    ...evidence,
    status: STATUS_OF[evidence.category ?? ''] ?? 207,
    sent: true,
    effect: 'write',
    retryAfterMs: null,
  };
}

/** Evidence of a call without an answer: time-out, dropped connection, or stopped by the caller. */
export function silenceEvidence(sent: boolean, effect: 'read' | 'write', reason: string): Evidence {
  return { ...fromBody({}), status: null, sent, effect, message: reason, retryAfterMs: null };
}

function fromBody(body: Json): Omit<Evidence, 'status' | 'sent' | 'effect' | 'retryAfterMs'> {
  const message = text(body.message) ?? '';
  const context = contextOf(body.context);
  return {
    category: text(body.category),
    subCategory: text(body.subCategory),
    policyName: text(body.policyName),
    message,
    problems: [...listedProblems(body.errors), ...quotedProblems(message)],
    context: { ...context, ...(Array.isArray(body.errors) ? contextOf(firstContext(body.errors)) : {}) },
  };
}

const firstContext = (errors: readonly unknown[]): unknown => errors.find(isObject)?.context;

const contextOf = (context: unknown): Readonly<Record<string, readonly string[]>> =>
  isObject(context)
    ? Object.fromEntries(Object.entries(context).map(([key, value]) => [key, texts(value)]))
    : {};

function listedProblems(errors: unknown): readonly Problem[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter(isObject).flatMap((error) => {
    const code = text(error.code);
    if (code === null) return [];
    const names = isObject(error.context) ? texts(error.context.propertyName) : [];
    return [{ code, property: names[0] ?? null, message: text(error.message) ?? '' }];
  });
}

/** `Property values were not valid: [{"name":…,"error":…,"message":…}]`: in batches this is all there is. */
function quotedProblems(message: string): readonly Problem[] {
  const start = message.indexOf('[{');
  if (!message.startsWith('Property values were not valid') || start < 0) return [];
  try {
    const quoted = JSON.parse(message.slice(start)) as readonly unknown[];
    return quoted.filter(isObject).map((problem) => ({
      code: text(problem.error) ?? 'VALIDATION_ERROR',
      property: text(problem.name),
      message: text(problem.message) ?? '',
    }));
  } catch {
    return [];
  }
}
