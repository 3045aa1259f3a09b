import { CAMPAIGN_PROPERTY_FORBIDDEN } from './campaigns/failure-row.ts';
import type { Evidence } from './evidence.ts';
import type { FailureRow } from './failure-row.ts';

const DOCS = 'https://developers.hubspot.com/docs';
const ERRORS = `${DOCS}/api-reference/error-handling`;
const LIMITS = `${DOCS}/developer-tooling/platform/usage-guidelines`;
const OBJECTS = `${DOCS}/api-reference/latest/crm/using-object-apis`;
const PROPERTIES = `${DOCS}/api-reference/latest/crm/properties/guide`;
const OAUTH = `${DOCS}/api-reference/legacy/authentication/manage-oauth-tokens`;
const SCOPES = `${DOCS}/apps/developer-platform/build-apps/authentication/scopes`;
const ASSOCIATIONS = `${DOCS}/api-reference/latest/crm/associations/associate-records/guide`;

const status =
  (...codes: readonly number[]) =>
  (evidence: Evidence): boolean =>
    evidence.status !== null && codes.includes(evidence.status);
const says =
  (code: number, pattern: RegExp) =>
  (evidence: Evidence): boolean =>
    evidence.status === code && pattern.test(evidence.message);
const policy =
  (name: RegExp) =>
  (evidence: Evidence): boolean =>
    evidence.status === 429 && (name.test(evidence.policyName ?? '') || name.test(evidence.message));
const refused =
  (code: RegExp) =>
  (evidence: Evidence): boolean =>
    evidence.problems.some((problem) => code.test(problem.code));

/** The unique property that another record holds. Of contacts the sentence does not name it: there it is the e-mail address. */
function takenProperty({ message }: Evidence): readonly string[] {
  if (message.startsWith('Contact already exists')) return ['email'];
  const [, name] = /propertyName=([^,}]+)/.exec(message) ?? [];
  return name === undefined ? [] : [name];
}

const TRIED_AGAIN = { fix: 'Nothing: it is tried again by itself.', actor: 'nobody' } as const;
const LOOKED_UP = {
  fix: 'Nothing: the record is looked up before anything is repeated.',
  actor: 'nobody',
} as const;

/** What HubSpot's answers mean. The first row that applies decides; what no row knows is a `bug`. */
export const FAILURES: readonly FailureRow[] = [
  {
    code: 'NOT_SENT',
    kind: 'transient',
    when: (evidence) => evidence.status === null && !evidence.sent,
    meaning: 'HubSpot could not be reached, so nothing was done there.',
    ...TRIED_AGAIN,
    source: ERRORS,
  },
  {
    code: 'NO_ANSWER',
    kind: 'transient',
    when: (evidence) => evidence.status === null && evidence.effect === 'read',
    meaning: 'HubSpot did not answer in time.',
    ...TRIED_AGAIN,
    source: ERRORS,
  },
  {
    code: 'NO_ANSWER_TO_WRITE',
    kind: 'unknown-outcome',
    when: (evidence) => evidence.status === null,
    meaning: 'HubSpot was asked to write and did not answer: the write may or may not have happened.',
    ...LOOKED_UP,
    source: ERRORS,
  },
  {
    code: 'EXPIRED_AUTHENTICATION',
    kind: 'auth',
    when: (evidence) => evidence.category === 'EXPIRED_AUTHENTICATION',
    meaning: 'The access token has expired and could not be renewed.',
    fix: 'Connect HubSpot again, or set a new HUBSPOT_ACCESS_TOKEN.',
    actor: 'admin',
    source: OAUTH,
  },
  {
    code: 'INVALID_AUTHENTICATION',
    kind: 'auth',
    when: status(401),
    meaning: 'HubSpot does not accept the access token.',
    fix: 'Check HUBSPOT_ACCESS_TOKEN: it may have been rotated or the app removed. With OAuth, connect again.',
    actor: 'admin',
    source: OAUTH,
  },
  {
    code: 'OAUTH_REFUSED',
    kind: 'auth',
    when: (evidence) => evidence.status === 400 && /^(BAD|EXPIRED)_[A-Z_]+$/.test(evidence.category ?? ''),
    meaning:
      'HubSpot refuses to hand out a token: the grant was revoked, or client id and secret do not fit.',
    fix: 'Check HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET, then run `leadloop connect hubspot` again.',
    actor: 'admin',
    source: OAUTH,
  },
  {
    code: 'MISSING_SCOPES',
    kind: 'auth',
    when: (evidence) => evidence.category === 'MISSING_SCOPES',
    meaning: 'The app was not granted a scope that this call needs.',
    fix: 'Add the named scopes to the app in HubSpot, grant them, then connect again.',
    actor: 'admin',
    source: SCOPES,
  },
  {
    code: 'FORBIDDEN',
    kind: 'auth',
    when: status(403),
    meaning: 'HubSpot does not allow this call for this token.',
    fix: 'Check that the token belongs to an app of this account with the scopes named in the documentation.',
    actor: 'admin',
    source: SCOPES,
  },
  {
    code: 'DAILY_LIMIT',
    kind: 'rate-limited',
    when: policy(/daily/i),
    meaning: 'All API calls of the account for today are used up; they return at midnight of its time zone.',
    fix: 'Wait, or add API capacity in HubSpot. Other apps of the account share this limit.',
    actor: 'admin',
    // Midnight is not told. A probe each quarter of an hour costs 96 calls a day at most.
    waitMs: 900_000,
    source: LIMITS,
  },
  {
    code: 'SECONDLY_LIMIT',
    kind: 'rate-limited',
    when: policy(/^secondly$|your secondly limit/i),
    meaning: 'The account has made more than five searches within a second.',
    ...TRIED_AGAIN,
    waitMs: 1_000,
    source: LIMITS,
  },
  {
    code: 'BURST_LIMIT',
    kind: 'rate-limited',
    when: status(429),
    meaning: 'Too many calls within ten seconds.',
    ...TRIED_AGAIN,
    waitMs: 10_000,
    source: LIMITS,
  },
  {
    code: 'DATA_CENTRE_MOVE',
    kind: 'rate-limited',
    when: status(477),
    meaning: 'HubSpot is moving the account to another data centre, which can take up to a day.',
    ...TRIED_AGAIN,
    waitMs: 600_000,
    source: ERRORS,
  },
  {
    code: 'LOCKED',
    kind: 'locked',
    when: status(423),
    meaning: 'Another process is working on the record.',
    ...TRIED_AGAIN,
    waitMs: 2_000,
    source: ERRORS,
  },
  {
    code: 'SERVER_ERROR',
    kind: 'transient',
    when: (evidence) => (evidence.status ?? 0) >= 500 && evidence.effect === 'read',
    meaning: 'HubSpot has a problem of its own.',
    ...TRIED_AGAIN,
    source: ERRORS,
  },
  {
    code: 'SERVER_ERROR_ON_WRITE',
    kind: 'unknown-outcome',
    when: (evidence) => (evidence.status ?? 0) >= 500,
    meaning: 'HubSpot failed while writing: the write may or may not have happened.',
    ...LOOKED_UP,
    source: ERRORS,
  },
  {
    code: 'NOT_ANSWERED',
    kind: 'unknown-outcome',
    when: (evidence) => (evidence.status ?? 0) === 200,
    meaning: 'HubSpot answered the batch but said nothing about this record.',
    ...LOOKED_UP,
    source: OBJECTS,
  },
  {
    code: 'ALREADY_EXISTS',
    kind: 'ambiguous-match',
    when: (evidence) => status(409)(evidence) || says(400, /already has that value/)(evidence),
    fieldsOf: takenProperty,
    meaning: 'Another record has this e-mail address or unique value already.',
    fix: 'Link the record HubSpot names, or merge the two in HubSpot.',
    actor: 'revops',
    source: OBJECTS,
  },
  {
    code: 'PROPERTY_DOESNT_EXIST',
    kind: 'config',
    when: refused(/^PROPERTY_DOESNT_EXIST$/),
    problem: /^PROPERTY_DOESNT_EXIST$/,
    meaning: 'The mapping names a property that does not exist in this HubSpot account.',
    fix: 'Create the property in HubSpot or take it out of the mapping.',
    actor: 'revops',
    source: PROPERTIES,
  },
  {
    code: 'READ_ONLY_VALUE',
    kind: 'config',
    when: refused(/^READ_ONLY_VALUE$/),
    problem: /^READ_ONLY_VALUE$/,
    meaning: 'The mapping writes a property that only HubSpot may set.',
    fix: 'Make the direction of this field HubSpot → others.',
    actor: 'revops',
    source: PROPERTIES,
  },
  {
    code: 'INVALID_OPTION',
    kind: 'invalid-record',
    when: refused(/^INVALID_OPTION$/),
    problem: /^INVALID_OPTION$/,
    meaning: 'The value is not among the options of the property.',
    fix: 'Add the option in HubSpot, or map the value to an existing one.',
    actor: 'revops',
    source: PROPERTIES,
  },
  {
    code: 'INVALID_VALUE',
    kind: 'invalid-record',
    when: refused(/./),
    problem: /./,
    meaning: 'The value does not fit the property, e.g. a malformed e-mail address, number or date.',
    fix: 'Correct the value in the system it comes from.',
    actor: 'revops',
    source: PROPERTIES,
  },
  {
    code: 'UNKNOWN_OBJECT',
    kind: 'config',
    when: says(400, /^Unable to infer object type/),
    meaning: 'The account has no such object.',
    fix: 'Take the object out of the mapping, or check the HubSpot edition.',
    actor: 'revops',
    source: OBJECTS,
  },
  {
    code: 'INVALID_ASSOCIATION',
    kind: 'invalid-record',
    when: (evidence) =>
      evidence.subCategory?.startsWith('crm.associations.') === true || says(400, /associat/i)(evidence),
    meaning: 'The record cannot be connected to the other one: that one is gone or may not be connected.',
    fix: 'Check that both records exist in HubSpot; a merged record has a new id.',
    actor: 'revops',
    source: ASSOCIATIONS,
  },
  {
    code: 'REPEATED_ID',
    kind: 'bug',
    when: says(400, /^Duplicate IDs found/),
    meaning: 'One batch named the same record twice, which must not happen.',
    fix: 'Report this as a defect.',
    actor: 'developer',
    source: OBJECTS,
  },
  CAMPAIGN_PROPERTY_FORBIDDEN,
  {
    code: 'VALIDATION_ERROR',
    kind: 'invalid-record',
    when: (evidence) => evidence.category === 'VALIDATION_ERROR',
    meaning: 'HubSpot refuses the record; its words say why.',
    fix: 'Correct the record, or the validation rule in HubSpot.',
    actor: 'revops',
    source: ERRORS,
  },
  {
    code: 'NO_SUCH_ADDRESS',
    kind: 'config',
    when: says(404, /^the answer was no JSON$/),
    meaning: 'The address is not an API of HubSpot: a wrong base URL, or an API version that has ended.',
    fix: 'Check HUBSPOT_BASE_URL; otherwise update Leadloop.',
    actor: 'admin',
    source: `${DOCS}/developer-tooling/platform/versioning`,
  },
  {
    code: 'OBJECT_NOT_FOUND',
    kind: 'not-found',
    when: status(404),
    meaning: 'HubSpot has no record with this id (any more).',
    fix: 'Nothing: the link is checked and mended.',
    actor: 'nobody',
    source: OBJECTS,
  },
];

export const UNMATCHED: Omit<FailureRow, 'when'> = {
  code: 'UNEXPECTED_ANSWER',
  kind: 'bug',
  meaning: 'HubSpot gave an answer this connector does not know.',
  fix: 'Report this as a defect, with the words of the answer.',
  actor: 'developer',
  source: ERRORS,
};
