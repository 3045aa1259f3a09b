/**
 * What a connector is. A connector is one folder, `connectors/<name>/`, whose `index.ts` exports `connector`.
 *
 * Words:
 * - **system**: the thing on the other side, named by the connector's folder.
 * - **connection**: one signed-in session with one account of the system; made by {@link ConnectorDefinition.open}.
 * - **account**: the portal, org or tenant behind a connection. Leadloop refuses to run when its id changes.
 * - **object**: a record type by the system's own API name. **field**: by the system's own API name.
 * - **neutral value**: see `domain/value.ts`. Connectors decode what they read and encode what they write;
 *   no wire format, and no vendor name, leaves a connector's folder.
 * - **external key**: the unique field Leadloop owns on an object; holds the entity id. Creates go by it.
 * - **page**: some snapshots and the cursor to go on from. **cursor**: an opaque string; kept by the ledger and moved
 *   only after the page's snapshots are in the inbox.
 * - **overlap**: how far a poll goes back behind its cursor because the system shows changes late. Repeats are harmless.
 * - **touchpoint**: one thing that a person did (`domain/touchpoint.ts`). **source** of touchpoints: one place in the
 *   system that tells them, as its forms; an account may not offer it.
 * - **bucket**: one rate limit of the system; each vendor call takes from the buckets it counts against.
 *
 * Failures: a call whose whole answer failed throws `FailureError`; anything per record is data in the answer.
 * Reads are retried inside the connector (transient kinds only, bounded); writes are never retried there.
 */
import type { RecordChanges } from '../domain/conflict.ts';
import type { Clock, Ids } from '../domain/clock.ts';
import type { Event } from '../domain/event.ts';
import type { InboundRequest } from '../domain/inbound.ts';
import type { CallLane, Lane } from '../domain/lane.ts';
import type { Owner } from '../domain/owner.ts';
import type { RecordRef, SystemName, SystemRecord } from '../domain/record.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { ObjectSchema } from '../domain/schema.ts';
import type { Touchpoint } from '../domain/touchpoint.ts';
import type { Write, WriteResult } from '../domain/write.ts';
import type { OwnFields, SetupObject, SetupStep } from './setup.ts';
import type { SourceHint, TouchpointPage, TouchpointRequest, TouchpointSource } from './touchpoints.ts';

export interface ConnectorDefinition {
  readonly name: SystemName;
  /** As people write the system's name. */
  readonly title: string;
  readonly capabilities: Capabilities;
  readonly settings: readonly Setting[];
  /** Signs in. Throws a `FailureError` of kind auth or config that says what to set. Makes no write. */
  open(context: ConnectorContext): Promise<Connection>;
  /** Present where a person can grant access in the browser instead of giving credentials. */
  readonly browserSignIn?: BrowserSignIn;
}

/** The authorization code flow. Both throw a `FailureError` of kind config that says what to set. */
export interface BrowserSignIn {
  /** The setting that names the app to grant access to. */
  readonly app: string;
  /** Where to send the person's browser; it comes back to the redirect URI with `code` and `state`. */
  authorizeUrl(request: SignInRequest): string;
  /** Trades the code for tokens and saves them. */
  exchange(
    request: SignInRequest,
    code: string,
    context: Pick<ConnectorContext, 'tokens' | 'clock'>,
  ): Promise<void>;
}

/** One sign-in in the browser, the same for both steps. */
export interface SignInRequest {
  /** As {@link ConnectorContext.settings}. */
  readonly settings: Readonly<Record<string, string>>;
  readonly redirectUri: string;
  /** Unguessable; comes back with the code and must be compared. */
  readonly state: string;
  /** PKCE (RFC 7636): 43 to 128 unguessable characters of `A–Z a–z 0–9 - . _ ~`. */
  readonly codeVerifier: string;
}

/** What the system can do. Code outside the connector asks these, never the connector's name. */
export interface Capabilities {
  /** False: records only arrive (forms, lists); the last one received is the truth about it. */
  readonly readable: boolean;
  readonly writable: boolean;
  /** Pushes events to `/webhooks/<name>` (handled by {@link Connection.receive}). */
  readonly webhooks: boolean;
  /** Offers {@link Connection.stream}. */
  readonly stream: boolean;
  /** Our external key's field, the same on every object; null when nothing is written. */
  readonly externalKeyField: string | null;
  /** Its records' ids are Leadloop's own: a reference in one of them may hold the id of an entity. */
  readonly ownIds: boolean;
  /** How fields of Leadloop's own are called; null when nothing is written. */
  readonly ownFields: OwnFields | null;
  /** Offers {@link Connection.erase}: records of people can be deleted for good. */
  readonly erasable: boolean;
  /** How many calls writes take; null when nothing is written. */
  readonly writes: WriteCalls | null;
  /** What tells of people's doings ({@link Connection.touchpoints}). */
  readonly touchpoints: readonly TouchpointSource[];
  /** Objects that change so seldom that they are looked at only once in so many ms, however often others are. */
  readonly seldom?: Readonly<Record<string, number>>;
  /** Rate limits, e.g. `{ name: 'call', capacity: 190, perMs: 10_000 }`. */
  readonly buckets: readonly Bucket[];
}

export interface WriteCalls {
  /** Records of one object and kind of write in one call. */
  readonly perCall: number;
  /** More records than `above` at once go by an interface that takes `calls` calls for them all; null: there is none. */
  readonly bulk: { readonly above: number; readonly calls: number } | null;
}

export interface Bucket {
  readonly name: string;
  /** Calls allowed in any window of `perMs`. */
  readonly capacity: number;
  readonly perMs: number;
}

/** One environment variable of a connector. */
export interface Setting {
  readonly name: string;
  readonly meaning: string;
  readonly secret: boolean;
  readonly example: string;
  readonly default?: string;
}

export interface ConnectorContext {
  /** The values of {@link ConnectorDefinition.settings} that are set, blanks left out. */
  readonly settings: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** In [0, 1). Jitter comes from here. */
  readonly random: () => number;
  readonly log: Log;
  readonly governor: Governor;
  readonly tokens: TokenStore;
  /** The folder of the configuration files (`mappings/`), for connectors that keep their own there. */
  readonly configDir: string;
}

export interface Log {
  debug(message: string, facts?: Readonly<Record<string, unknown>>): void;
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** Paces vendor calls. Every call a connection makes waits for `take` first and reports what the answer said. */
export interface Governor {
  /** Resolves when one call may be made; rejects when `signal` aborts. */
  take(bucket: string, lane: CallLane, signal?: AbortSignal): Promise<void>;
  report(reading: BudgetReading): void;
}

export interface BudgetReading {
  readonly bucket: string;
  /** Calls left in the current window, when the answer says. */
  readonly remaining?: number;
  /** The day's use, when the answer says. */
  readonly daily?: { readonly used: number; readonly limit: number };
  /** The vendor said "too many": nothing may be sent for this long. */
  readonly pauseMs?: number;
}

/** Keeps a connection's tokens between starts, encrypted at rest. */
export interface TokenStore {
  load(): Promise<Tokens | null>;
  save(tokens: Tokens): Promise<void>;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly expiresAt: Date | null;
  /** Where the account's API lives, when sign-in tells. */
  readonly instanceUrl: string | null;
}

export interface CallOptions {
  readonly lane: CallLane;
  readonly signal?: AbortSignal;
}

export interface Connection {
  /** Who we are connected to. */
  identify(options: CallOptions): Promise<Account>;
  describe(object: string, options: CallOptions): Promise<ObjectSchema>;
  owners(options: CallOptions): Promise<readonly Owner[]>;
  /** Creates what Leadloop needs in the account: the external key and the given fields of each object. Idempotent; says what it did. */
  setup(objects: readonly SetupObject[], options: CallOptions): Promise<readonly SetupStep[]>;

  /** The records as they are now: exactly one snapshot per asked ref, in any order. Chunks by itself. */
  read(request: ReadRequest, options: CallOptions): Promise<readonly Snapshot[]>;
  /** Where people see a record in the system's own pages; null: that is not known. */
  pageOf?(ref: { readonly object: string; readonly id: string }): Promise<string | null>;
  /** Records whose `field` equals one of `values`, consistent with the system's own writes (no search index). Chunks by itself. */
  find(request: FindRequest, options: CallOptions): Promise<readonly SystemRecord[]>;
  /** What changed since the cursor, deletes, merges and conversions included. A null cursor starts from now. */
  changes(request: PageRequest, options: CallOptions): Promise<Page>;
  /** Every record, for back-fill and full sync. A null cursor starts at the beginning. */
  scan(request: PageRequest, options: CallOptions): Promise<Page>;
  /**
   * What people did since the cursor; only with sources in the capabilities. A cursor goes back behind what it has told
   * by as much as the system shows things late: what is told again does no harm.
   */
  touchpoints?(request: TouchpointRequest, options: CallOptions): Promise<TouchpointPage>;
  /** One result per write, in order. Chunks by itself; may use the system's bulk interface for many. Never retries. */
  write(writes: readonly Write[], options: CallOptions): Promise<readonly WriteResult[]>;

  /** Deletes people who are to be forgotten; only with `erasable`. One result per ref, in order; a lost answer is transient. */
  erase?(refs: readonly RecordRef[], options: CallOptions): Promise<readonly WriteResult[]>;

  /**
   * Who changed the asked fields of these records last, where the system keeps that; what it can not tell is left out.
   * Asked for records in conflict alone, so a few calls more do no harm. Chunks by itself.
   */
  lastChanges?(request: ReadRequest, options: CallOptions): Promise<readonly RecordChanges[]>;
  /** Checks and parses one inbound HTTP request; only with capability `webhooks`. */
  receive?(request: InboundRequest): Promise<Received>;
  /** Events as they happen, until `signal` aborts; only with capability `stream`. Gaps end in `onGap`, then polling repairs. */
  stream?(request: StreamRequest): Promise<void>;
  /** Reads one list file; only for connectors that take files. */
  importList?(request: ListRequest): Promise<ListReport>;
  close(): Promise<void>;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  /** The id of the user we act as, where the system has one. */
  readonly userId: string | null;
  readonly timeZone: string | null;
  readonly currency: string | null;
}

export interface ReadRequest {
  readonly object: string;
  readonly ids: readonly string[];
  readonly fields: readonly string[];
}

export interface FindRequest {
  readonly object: string;
  /** A field of the object; the special name `'email'` is not special: name the system's own field. */
  readonly field: string;
  readonly values: readonly string[];
  readonly fields: readonly string[];
}

export interface PageRequest {
  readonly object: string;
  readonly fields: readonly string[];
  readonly cursor: string | null;
}

export interface Page {
  readonly snapshots: readonly Snapshot[];
  readonly cursor: string;
  /** More is waiting right now: ask again at once. */
  readonly more: boolean;
}

export type Received =
  | {
      readonly kind: 'accepted';
      readonly events: readonly Event[];
      /** What the request itself tells of a person's doings. */
      readonly touchpoints?: readonly Touchpoint[];
      /** Sources that have something new by what the request tells. */
      readonly askNow?: readonly SourceHint[];
      readonly reply?: ReceivedReply;
    }
  /** Nothing is taken over. `status` is 4xx; `message` says what is wrong and how to mend it. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly message: string };

export interface ReceivedReply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface StreamRequest {
  readonly objects: readonly string[];
  /** Where the last stream stopped; null starts from now. */
  readonly cursor: string | null;
  /** Resolves when the events are in the inbox; `cursor` may be stored then. */
  readonly onEvents: (events: readonly Event[], cursor: string) => Promise<void>;
  /** Events may have been missed: the caller polls. */
  readonly onGap: (reason: string) => void;
  readonly signal: AbortSignal;
}

export interface ListRequest {
  readonly file: string;
  /** Name of the source the list came from; it becomes the record's object. */
  readonly source: string;
  readonly campaign: string | null;
  /** Where rows that cannot be taken go. */
  readonly rejectFile: string;
  /** Explicit choices that win over what is detected, e.g. `{ delimiter: ';', dates: 'DMY' }`. */
  readonly choices: Readonly<Record<string, string>>;
  readonly onEvents: (events: readonly Event[], touchpoints: readonly Touchpoint[]) => Promise<void>;
  readonly onProgress: (progress: {
    readonly bytes: number;
    readonly totalBytes: number;
    readonly rows: number;
  }) => void;
}

export interface ListReport {
  readonly rows: number;
  readonly taken: number;
  /** Rows that say the same as an earlier row of this file. */
  readonly repeated: number;
  readonly rejected: number;
  readonly rejectFile: string | null;
  readonly format: { readonly delimiter: string; readonly encoding: string; readonly bom: boolean };
  /** Column header → the field it was taken as, or null for a column left out. */
  readonly columns: Readonly<Record<string, string | null>>;
}

export type {
  Event,
  InboundRequest,
  Lane,
  Owner,
  RecordRef,
  Snapshot,
  SystemRecord,
  Touchpoint,
  Write,
  WriteResult,
};
