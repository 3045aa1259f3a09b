/**
 * The simulated org as every protocol (REST, Bulk, SOAP, CometD) sees it: records, the rules that guard them, queries,
 * sessions, and the stream of committed changes. Protocols translate; they keep no records of their own.
 *
 * Saves never throw: what Salesforce would refuse comes back as {@link SaveError}. Type and field names are taken in
 * any case and given back in the describe's case. Ids are taken with 15 or 18 characters and given back with 18.
 */
import type { ObjectDescribe } from './schema/describe.ts';

export type { FieldDescribe, ObjectDescribe } from './schema/describe.ts';

/** Datetimes are `2026-11-21T18:30:00.000+0000`, dates `2026-11-21`, several picklist values `a;b`. */
export type FieldValue = string | number | boolean | null;

/** One record. `values` holds every stored field by its describe name; an absent name is null. */
export interface Row {
  readonly Id: string;
  readonly type: string;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly IsDeleted: boolean;
  /** The winner of the merge this record lost. */
  readonly MasterRecordId: string | null;
}

export interface SaveError {
  /** A Salesforce status code, e.g. `REQUIRED_FIELD_MISSING`. */
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
  /** Ids the refusal points at: duplicate rule matches, or the rows that share an external id. */
  readonly matches?: readonly string[];
}

export type SaveResult =
  | { readonly id: string; readonly success: true; readonly created?: boolean }
  | { readonly success: false; readonly errors: readonly SaveError[] };

export interface SaveOptions {
  /** From `Sforce-Call-Options: client=…`; it shows in a change's origin. */
  readonly client?: string;
  /** The API and version that saves, e.g. `rest/68.0`, `soap/68.0`, `bulkapi/68.0`; absent for a person in the app. */
  readonly api?: string;
  /** Who saves; the integration user when absent. */
  readonly userId?: string;
  /** `Sforce-Duplicate-Rule-Header: allowSave=true`; passes alerting rules, not blocking ones. */
  readonly allowDuplicates?: boolean;
  /** `Sforce-Auto-Assign`; default true as in Salesforce. */
  readonly autoAssign?: boolean;
}

export interface Change {
  readonly entityName: string;
  readonly changeType: 'CREATE' | 'UPDATE' | 'DELETE' | 'UNDELETE';
  readonly recordIds: readonly string[];
  /** Only of an UPDATE; includes LastModifiedDate. */
  readonly changedFields: readonly string[];
  /** CREATE, UNDELETE: the non-null fields. UPDATE: the changed ones. DELETE: none. */
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly transactionKey: string;
  /** From 1 within the transaction. */
  readonly sequenceNumber: number;
  /** Epoch milliseconds. */
  readonly commitTimestamp: number;
  readonly commitUser: string;
  /** `com/salesforce/api/rest/68.0;client=leadloop`, or blank for a person in the app. */
  readonly changeOrigin: string;
}

export interface ConvertRequest {
  readonly leadId: string;
  readonly accountId?: string;
  readonly contactId?: string;
  readonly convertedStatus: string;
  readonly doNotCreateOpportunity: boolean;
  readonly opportunityName?: string;
  readonly overwriteLeadSource: boolean;
  readonly ownerId?: string;
}

export interface ConvertResult {
  readonly success: boolean;
  readonly leadId: string;
  readonly accountId: string | null;
  readonly contactId: string | null;
  readonly opportunityId: string | null;
  readonly errors: readonly SaveError[];
}

/** Rows as REST shows them: `attributes` first, then the selected fields, parents and children nested. */
export type QueryOutcome =
  | { readonly rows: readonly Readonly<Record<string, unknown>>[]; readonly totalSize: number }
  | { readonly error: SaveError };

export type Mergeable = 'Lead' | 'Contact' | 'Account';

export interface Org {
  readonly orgId: string;
  /** The integration user: who API calls act as. */
  readonly userId: string;
  describe(type: string): ObjectDescribe | null;
  /** Names of all object types, in the order of describeGlobal. */
  types(): readonly string[];
  /** Deleted ones too. */
  get(type: string, id: string): Row | null;
  /** Not the deleted ones. Indexed for external ids, unique fields, e-mails and references; text in any case. */
  byField(type: string, field: string, value: string): readonly Row[];
  /** In the order of creation, deleted ones too. */
  rows(type: string): Iterable<Row>;
  insert(type: string, values: Readonly<Record<string, unknown>>, options?: SaveOptions): SaveResult;
  update(
    type: string,
    id: string,
    values: Readonly<Record<string, unknown>>,
    options?: SaveOptions,
  ): SaveResult;
  /** Matching several rows is refused with `DUPLICATE_EXTERNAL_ID` (REST: 300) and `matches`. `field` may be `Id`. */
  upsert(
    type: string,
    field: string,
    value: string,
    values: Readonly<Record<string, unknown>>,
    options?: SaveOptions,
  ): SaveResult;
  remove(type: string, id: string, options?: SaveOptions): SaveResult;
  undelete(type: string, id: string, options?: SaveOptions): SaveResult;
  convertLead(request: ConvertRequest, options?: SaveOptions): ConvertResult;
  merge(type: Mergeable, masterId: string, loserIds: readonly string[], options?: SaveOptions): SaveResult;
  query(soql: string, options?: { readonly all?: boolean; readonly version?: string }): QueryOutcome;
  validSession(token: string): boolean;
  newSession(): string;
  expireSessions(): void;
  /**
   * What is saved inside happens in one transaction: one key, seen by listeners at its end. `rollback` undoes all of
   * it when `work` returns. A throw undoes it too.
   */
  transaction<T>(work: (rollback: () => void) => T): T;
  /** What a committed transaction changed, in order. Returns how to stop listening. */
  onChange(listener: (changes: readonly Change[]) => void): () => void;
}
