import type { FileChange } from '../domain/file-change.ts';
import type { ConfigVersion } from '../ledger/config-versions.ts';

/**
 * What can be asked of the versions of the configuration. A version is named by its number or by the start of its id.
 * What can not be done rejects with a {@link RefusedError}.
 */
export interface ConfigOperations {
  /** The newest first. */
  versions(): Promise<readonly ConfigVersion[]>;
  version(name: string): Promise<VersionWithFiles>;
  /** From `from` (null: the version in force) to `to` (null: the files in the folder). */
  diff(request: { readonly from: string | null; readonly to: string | null }): Promise<ConfigDiff>;
  /** Writes a version's files into the folder, byte for byte. No record is touched. */
  rollback(request: RollbackRequest): Promise<RollbackReport>;
  note(request: {
    readonly version: string;
    readonly text: string;
    readonly who: string;
  }): Promise<ConfigVersion>;
}

export interface VersionWithFiles extends ConfigVersion {
  /** Name from the configured folder → whole text. */
  readonly files: Readonly<Record<string, string>>;
}

export interface ConfigDiff {
  readonly from: { readonly id: string; readonly number: number };
  /** A number of null: files that are no version yet. */
  readonly to: { readonly id: string; readonly number: number | null };
  readonly changes: readonly FileChange[];
}

export interface RollbackRequest {
  readonly version: string;
  /** Goes on when the folder holds changes of no version; those are stored as one first. */
  readonly force: boolean;
  readonly who: string;
}

export interface RollbackReport {
  /** What the folder holds now. */
  readonly version: ConfigVersion;
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** What the folder held before, when no version did yet. */
  readonly stored: ConfigVersion | null;
}

/** What was asked can not be done as things are; the message says why and what to do. Nothing was changed. */
export class RefusedError extends Error {
  readonly code: string;
  readonly status: 404 | 409;
  constructor(code: string, status: 404 | 409, message: string) {
    super(message);
    this.name = 'RefusedError';
    this.code = code;
    this.status = status;
  }
}
