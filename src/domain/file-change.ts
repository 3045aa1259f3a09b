/** What became of one file of the configuration, in plain words. */
export interface FileChange {
  /** From the configured folder, with `/` between its parts. */
  readonly file: string;
  /** At least one; each a sentence or part of one that can stand alone. */
  readonly lines: readonly string[];
}

/** The files of a configuration: name from the configured folder → whole text. */
export type ConfigFiles = ReadonlyMap<string, string>;
