import { fsyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type Init = NodeFS['init'];

/** The part of emscripten's NODEFS that is mended here: its files have no `fsync`, so PostgreSQL's calls end nowhere. */
interface NodeFsModule {
  NODEFS: { stream_ops: { fsync?: (stream: { nfd?: number }) => number } };
}

/**
 * A folder on disk as PGlite's file system, with an fsync that reaches the disk.
 *
 * As shipped, PGlite starts PostgreSQL with fsync off and has no file-system operation behind it, so a power cut loses
 * acknowledged rows or leaves a database that does not open (https://github.com/electric-sql/pglite/issues/1107).
 */
export class DurableNodeFS extends NodeFS {
  readonly #fsync: (descriptor: number) => void;

  /** `fsync` is called with an open file's descriptor; it is a parameter so that calls can be counted and recorded. */
  constructor(folder: string, fsync: (descriptor: number) => void = fsyncSync) {
    super(folder);
    this.#fsync = fsync;
  }

  override async init(...[pglite, options]: Parameters<Init>): ReturnType<Init> {
    const result = await super.init(pglite, options);
    const addFsync = (module: unknown) => {
      (module as NodeFsModule).NODEFS.stream_ops.fsync = (stream) => {
        if (stream.nfd !== undefined) this.#fsync(stream.nfd);
        return 0;
      };
    };
    result.emscriptenOpts.preRun = [result.emscriptenOpts.preRun ?? [], addFsync].flat();
    return result;
  }
}
