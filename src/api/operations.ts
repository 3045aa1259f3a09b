import type { Counts } from '../ledger/counts.ts';
import type { EntityHistory } from '../ledger/history.ts';

/**
 * What a person can ask of a running Leadloop, from the command line or over HTTP. Answers are plain data, so that
 * both tell the same.
 */
export interface Operations {
  status(): Promise<Counts>;
  /** By e-mail address, record id or entity id; empty when the ledger knows none. */
  why(needle: string): Promise<readonly EntityHistory[]>;
  sync(request: SyncRequest): Promise<SyncReport>;
  import(request: ImportRequest): Promise<ImportReport>;
  setup(): Promise<SetupReport>;
}

export interface SyncRequest {
  /** Look at every record, not only at what changed since the last poll. */
  readonly full: boolean;
  readonly onProgress?: (message: string) => void;
}

export interface SyncReport {
  readonly seen: number;
  /** Writes delivered while it ran, by system. */
  readonly writes: Readonly<Record<string, number>>;
  readonly parked: number;
  readonly failures: Counts['failures'];
  readonly seconds: number;
}

export interface ImportRequest {
  readonly file: string;
  readonly source: string;
  readonly campaign: string | null;
  readonly rejectFile: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly onProgress?: (message: string) => void;
}

/** `rows` = `created` + `matched` + `repeated` + `rejected`. */
export interface ImportReport {
  readonly rows: number;
  /** `created` + `matched`. */
  readonly taken: number;
  /** Rows that brought a person nobody had: neither the ledger nor any system. */
  readonly created: number;
  /** Rows about a person who was known already, be it from a row above. */
  readonly matched: number;
  /** Rows that say the same as a row above. */
  readonly repeated: number;
  readonly rejected: number;
  readonly rejectFile: string | null;
  readonly format: { readonly delimiter: string; readonly encoding: string; readonly bom: boolean };
  readonly columns: Readonly<Record<string, string | null>>;
  /** Writes delivered while the list flowed out, by system. */
  readonly writes: Readonly<Record<string, number>>;
}

export interface SetupReport {
  readonly steps: readonly {
    readonly system: string;
    readonly what: string;
    readonly outcome: 'created' | 'present' | 'manual';
    readonly note?: string;
  }[];
}
