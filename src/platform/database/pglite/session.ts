import { Duplex } from 'node:stream';
import { IDLE_IN_TRANSACTION_MS } from '../limits.ts';
import type { SharedSession } from './shared-session.ts';
import { splitMessages, type Message } from './wire.ts';

/**
 * One client's end of the shared PostgreSQL session, in the shape of the socket that `pg` would open: `pg` writes and
 * reads the protocol as it does with a server.
 */
export class Session extends Duplex {
  readonly #shared: SharedSession;
  #received: Buffer = Buffer.alloc(0);
  #greeted = false;
  #batch: Message[] = [];
  /** Batches are carried out in the order they were written. */
  #work: Promise<void> = Promise.resolve();
  #idleTimer: NodeJS.Timeout | undefined;
  readonly channels = new Set<string>();
  /** Where the client's unqualified names are looked for, as SQL. */
  readonly searchPath: string;
  /** Whether it lets other clients go first. */
  readonly yields: boolean;

  constructor(
    shared: SharedSession,
    { searchPath, yields }: { readonly searchPath: string; readonly yields: boolean },
  ) {
    super();
    this.#shared = shared;
    this.searchPath = searchPath;
    this.yields = yields;
  }

  // What `pg` asks of a socket beside reading and writing.
  connect(): this {
    this.#shared.join(this);
    process.nextTick(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed when they come.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    this.#greet();
    if (this.#greeted) this.#take();
    done();
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#idleTimer);
    this.#work = this.#work.then(() => this.#shared.leave(this));
    done(error);
  }

  /** The startup message has no type byte; it is answered from what the server said when it started. */
  #greet(): void {
    if (this.#greeted || this.#received.length < 4) return;
    const length = this.#received.readInt32BE(0);
    if (this.#received.length < length) return;
    this.#received = this.#received.subarray(length);
    this.#greeted = true;
    this.push(this.#shared.greeting);
  }

  /** Collects messages up to a Sync or Query: only those are answered with ReadyForQuery, and so end a batch. */
  #take(): void {
    const { messages, rest } = splitMessages(this.#received);
    this.#received = rest;
    for (const message of messages) {
      if (message.type === 'X') {
        this.#work = this.#work.then(() => void this.destroy());
        return;
      }
      this.#batch.push(message);
      if (message.type !== 'S' && message.type !== 'Q') continue;
      const batch = this.#batch;
      this.#batch = [];
      this.#work = this.#work.then(() => this.#carryOut(batch));
    }
  }

  async #carryOut(batch: readonly Message[]): Promise<void> {
    clearTimeout(this.#idleTimer);
    try {
      const { bytes, inTransaction } = await this.#shared.carryOut(this, batch);
      if (this.destroyed) return;
      this.push(bytes);
      if (inTransaction) this.#idleTimer = setTimeout(() => this.#cutOff(), IDLE_IN_TRANSACTION_MS).unref();
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  #cutOff(): void {
    this.destroy(
      new Error(
        `A transaction was left open for ${IDLE_IN_TRANSACTION_MS / 1000} s without a statement and has been rolled ` +
          'back. Was the pool used inside it instead of its own client?',
      ),
    );
  }
}
