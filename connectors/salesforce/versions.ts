/**
 * The vendor's numbers, in one place.
 *
 * Limits: https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
 */

/** Winter '27. jsforce would take 50.0; every call names this one. */
export const API_VERSION = '68.0';
export const DATA = `/services/data/v${API_VERSION}`;

/** Shown in the org's login history and as `client=` in the origin of change events. */
export const CLIENT_NAME = 'leadloop';

export const SYSTEM = 'salesforce';
export const EXTERNAL_KEY = 'Leadloop_Id__c';
/** A UUID with its dashes. */
export const EXTERNAL_KEY_LENGTH = 36;

/**
 * Calls per second. Salesforce has no burst limit, only a daily one and 25 calls at a time that run over 20 s;
 * 25 a second carries 5,000 writes a second and cannot surprise an org.
 */
export const CALL_BUCKET = { name: 'call', capacity: 25, perMs: 1_000 } as const;

export const CALL_TIMEOUT_MS = 30_000;
export const PAGE_ROWS = 2_000;
export const RETRIEVE_IDS = 2_000;
export const COLLECTION_ROWS = 200;
export const COMPOSITE_CALLS = 25;
/** Of the calls in a composite call, this many may be queries or collections. */
export const COMPOSITE_QUERIES = 5;
export const COMPOSITE_COLLECTIONS = 5;
/** Above this many writes to one object, Bulk API 2.0 spares daily calls; below it, collections are faster. */
export const BULK_ABOVE = 2_000;
/** Calls of one ingest job: make, upload, start, two looks at its state, two lists of results. */
export const BULK_CALLS = 7;
/** Rows per ingest job: far below the 100 MB an upload may have. */
export const BULK_JOB_ROWS = 50_000;

/**
 * How far back a change may show up: SystemModstamp is set at save and seen at commit, and a transaction may run for minutes.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_getupdated.htm
 */
export const POLL_OVERLAP_MS = 5 * 60_000;
/**
 * Most transactions take a moment, so a poll goes back this little. Only once in {@link POLL_OVERLAP_MS} does one go back
 * all the way, so that a row is not fetched again and again.
 */
export const SHORT_OVERLAP_MS = 10_000;
