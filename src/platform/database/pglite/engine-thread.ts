import { Worker } from 'node:worker_threads';
import type { EngineOptions } from './engine.ts';
import type { WorkerReply, WorkerRequest } from './worker-messages.ts';

/** PostgreSQL in its own thread. Requests are answered one after the other. */
export interface EngineThread {
  /** The server's answer to a client that connects. */
  readonly greeting: Buffer;
  /** Carries out protocol messages that end in a Sync or Query; the answer ends in ReadyForQuery. */
  execute(messages: Uint8Array): Promise<Buffer>;
  /** The whole database as a gzipped tar. */
  dump(): Promise<Buffer>;
  /** Everything to disk, then the thread ends. */
  close(): Promise<void>;
  /** Resolves with the reason when the thread breaks down; every request rejects from then on. */
  readonly broken: Promise<Error>;
}

export async function startEngineThread(options: Omit<EngineOptions, 'fsync'>): Promise<EngineThread> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: options });
  const waiting: PromiseWithResolvers<Buffer>[] = [];
  const breakdown = Promise.withResolvers<Error>();
  let failure: Error | null = null;

  const expect = (): Promise<Buffer> => {
    if (failure !== null) return Promise.reject(failure);
    const entry = Promise.withResolvers<Buffer>();
    waiting.push(entry);
    return entry.promise;
  };
  const ask = (request: WorkerRequest, transfer: ArrayBuffer[] = []): Promise<Buffer> => {
    const answer = expect();
    if (failure === null) worker.postMessage(request, transfer);
    return answer;
  };
  const fail = (reason: string): void => {
    if (failure !== null) return;
    failure = new Error(`The built-in database has stopped: ${reason}`);
    for (const entry of waiting.splice(0)) entry.reject(failure);
    breakdown.resolve(failure);
    void worker.terminate();
  };

  worker.on('message', (reply: WorkerReply) => {
    switch (reply.kind) {
      case 'done':
        waiting
          .shift()
          ?.resolve(Buffer.from(reply.bytes.buffer, reply.bytes.byteOffset, reply.bytes.byteLength));
        return;
      case 'broken':
        fail(reply.reason);
    }
  });
  worker.on('error', (error) => fail(error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code) => fail(`its thread ended (${code})`));

  const greeting = await expect();
  return {
    greeting,
    // Copied, then handed over: what a client writes may be a slice of a buffer that it still uses.
    execute(messages) {
      const bytes = new Uint8Array(messages);
      return ask({ kind: 'execute', bytes }, [bytes.buffer]);
    },
    dump: () => ask({ kind: 'dump' }),
    async close() {
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      await ask({ kind: 'close' });
      await ended;
    },
    broken: breakdown.promise,
  };
}
