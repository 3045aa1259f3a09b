import { FailureError, type Failure } from '../../src/domain/failure.ts';
import { DOCS, type FailureRow } from './failure-row.ts';
import { FAILURE_TABLE } from './failure-table.ts';
import { fullId } from './ids.ts';
import { SYSTEM } from './versions.ts';

/** What the vendor said about one refusal. */
export interface Evidence {
  /** The vendor's code, or `HTTP_<status>` when the answer held none. */
  readonly code: string;
  readonly message: string;
  readonly fields?: readonly string[];
  /** The object written, for the candidates that a message names by id alone. */
  readonly object?: string;
  /** The whole error entry, which may hold what a duplicate rule found. */
  readonly entry?: unknown;
}

/** The row that decides what a refusal means; null when nothing fits. */
export function rowFor(evidence: Evidence): FailureRow | null {
  return (
    FAILURE_TABLE.find(
      (row) =>
        row.codes.includes(evidence.code) && (row.text === undefined || row.text.test(evidence.message)),
    ) ?? null
  );
}

/** The failure for a refusal. Total: what the table does not know is a `bug`, to be parked and reported. */
export function failureOf(evidence: Evidence): Failure {
  const row = rowFor(evidence);
  const candidates = row?.kind === 'ambiguous-match' ? candidatesIn(evidence) : [];
  const fields = fieldsIn(evidence);
  return {
    kind: row?.kind ?? 'bug',
    code: evidence.code,
    message: masked(evidence.message),
    meaning: row?.meaning ?? 'Salesforce refused this in a way Leadloop does not know.',
    fix: row ? `${row.fix} (${DOCS}${row.source})` : 'Report it with the message, so that it gets a name.',
    actor: row?.actor ?? 'developer',
    ...(fields.length > 0 ? { fields } : {}),
    ...(row?.retryAfterMs === undefined ? {} : { retryAfterMs: row.retryAfterMs }),
    ...(candidates.length > 0
      ? {
          candidates: candidates.map(({ object, id }) => ({ system: SYSTEM, object, id })),
        }
      : {}),
  };
}

export const failed = (evidence: Evidence, options?: ErrorOptions): FailureError =>
  new FailureError(failureOf(evidence), options);

/** The same failure where the write may have been carried out: it must be probed, never just repeated. */
export const asUnknownOutcome = (failure: Failure): Failure => ({
  ...failure,
  kind: 'unknown-outcome',
  meaning: 'The write was sent and its answer was lost: it may or may not have been carried out.',
  fix: 'Nothing: the record is looked up by its external key first.',
  actor: 'nobody',
});

/**
 * The vendor's words without what must not be kept: values Salesforce quotes back, e-mail addresses, session ids.
 */
export function masked(message: string): string {
  return message
    .replace(/data value too large: [\s\S]*? \(max length/g, 'data value too large: … (max length')
    .replace(/invalid email address: .*/gi, 'invalid email address: …')
    .replace(/[^\s@<>'"(),:;]+@[^\s@<>'"(),:;]+\.[^\s@<>'"(),:;]+/g, '…@…')
    .replace(/00D\w{12,15}!\S+/g, '00D…!…')
    .slice(0, 1_000);
}

/** The fields at fault; of a value that another record has, only the sentence tells. */
function fieldsIn({ fields = [], message }: Evidence): readonly string[] {
  const [, taken] = /^duplicate value found: (\w+) duplicates value/.exec(message) ?? [];
  return fields.length > 0 || taken === undefined ? fields : [taken];
}

interface Candidate {
  readonly object: string;
  readonly id: string;
}

/** Records the vendor names as existing matches: in the text (15 characters), or in what a duplicate rule found. */
function candidatesIn(evidence: Evidence): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  const add = (object: string | undefined, id: string): void => {
    if (object !== undefined) found.set(fullId(id), { object, id: fullId(id) });
  };
  for (const match of evidence.message.matchAll(/record with id: ([A-Za-z0-9]{15,18})/g)) {
    add(evidence.object, match[1] ?? '');
  }
  for (const url of matchedUrls(evidence.entry)) {
    const [object, id] = url.split('/').slice(-2);
    if (id !== undefined && /^[A-Za-z0-9]{15,18}$/.test(id)) add(object, id);
  }
  return [...found.values()];
}

/** Record URLs of a 300 answer (a list of strings) or of a duplicate rule's result (`duplicateResut` up to about v56). */
function matchedUrls(entry: unknown): readonly string[] {
  if (Array.isArray(entry)) return entry.filter((item): item is string => typeof item === 'string');
  const { duplicateResult, duplicateResut } = (entry ?? {}) as Partial<
    Record<'duplicateResult' | 'duplicateResut', DuplicateResult>
  >;
  const results = (duplicateResult ?? duplicateResut)?.matchResults ?? [];
  return results.flatMap((result) =>
    (result.matchRecords ?? []).flatMap(({ record }) =>
      record?.attributes?.url ? [record.attributes.url] : [],
    ),
  );
}

interface DuplicateResult {
  readonly matchResults?: readonly {
    readonly matchRecords?: readonly {
      readonly record?: { readonly attributes?: { readonly url?: string } };
    }[];
  }[];
}
