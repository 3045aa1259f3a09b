/** The thread PostgreSQL runs in: a report that takes a second must not keep webhooks waiting. */
import { parentPort, workerData } from 'node:worker_threads';
import { startEngine, type EngineOptions } from './engine.ts';
import type { WorkerReply, WorkerRequest } from './worker-messages.ts';
import { STARTUP } from './wire.ts';

if (parentPort === null) throw new Error('worker.ts runs as a worker thread');
const port = parentPort;

function reply(message: WorkerReply): void {
  port.postMessage(message, message.kind === 'done' ? [message.bytes.buffer as ArrayBuffer] : []);
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));

try {
  const engine = await startEngine(workerData as EngineOptions);

  const run = async (message: Uint8Array): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = [];
    await engine.execProtocolRawStream(message, {
      syncToFs: false,
      // The chunk is a view of memory that the next one overwrites.
      onRawData: (chunk) => void chunks.push(chunk.slice()),
    });
    return concat(chunks);
  };

  const answer = async (request: WorkerRequest): Promise<Uint8Array> => {
    switch (request.kind) {
      case 'execute':
        return run(request.bytes);
      case 'dump':
        return new Uint8Array(await (await engine.dumpDataDir('gzip')).arrayBuffer());
      case 'close':
        await engine.exec('checkpoint');
        await engine.close();
        return new Uint8Array(0);
    }
  };

  // Whoever asked takes answers in the order of the questions, and a dump lets others in while it is packed.
  let before: Promise<unknown> = Promise.resolve();
  port.on('message', (request: WorkerRequest) => {
    const asked = before.then(() => answer(request));
    before = asked.catch(() => undefined);
    asked.then(
      (bytes) => {
        reply({ kind: 'done', bytes });
        if (request.kind === 'close') port.close();
      },
      (error: unknown) => reply({ kind: 'broken', reason: describe(error) }),
    );
  });
  reply({ kind: 'done', bytes: await run(STARTUP) });
} catch (error) {
  reply({ kind: 'broken', reason: describe(error) });
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
