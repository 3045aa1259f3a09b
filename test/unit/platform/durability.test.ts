import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import type { PGlite } from '@electric-sql/pglite';
import { expect } from 'chai';
import { seededRandom } from '../../../src/connector/sim/random.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { DurableNodeFS } from '../../../src/platform/database/pglite/durable-fs.ts';
import { startEngine } from '../../../src/platform/database/pglite/engine.ts';
import { silentLog } from '../../support/log.ts';

const KILLS = 10;

describe('the built-in database', function () {
  this.timeout(120_000);
  let dataDir: string;
  before(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'leadloop-durability-'));
    await (await startEngine({ folder: join(dataDir, 'made'), image: null })).close();
  });
  after(() => rmSync(dataDir, { recursive: true, force: true }));

  /** Starts a writer, kills it `afterMs` later (not before its first row, unless `early`); returns what it was told. */
  async function writeAndKill(folder: string, afterMs: number, early: boolean): Promise<readonly number[]> {
    const writer = spawn(process.execPath, [join(import.meta.dirname, 'durable-writer.ts'), folder]);
    const acknowledged: number[] = [];
    const lines = createInterface(writer.stdout);
    lines.on('line', (line) => acknowledged.push(Number(line)));
    const ended = Promise.all([once(writer, 'exit'), once(lines, 'close')]);
    let complaint = '';
    writer.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
    if (!early) await Promise.race([once(lines, 'line'), ended]);
    await sleep(afterMs);
    writer.kill('SIGKILL');
    await ended;
    expect(complaint).to.not.match(/database/i);
    return acknowledged;
  }

  it(`has every acknowledged row after ${KILLS} times kill -9, and its lock is free again each time`, async () => {
    const folder = join(dataDir, 'killed');
    cpSync(join(dataDir, 'made'), join(folder, 'database'), { recursive: true });
    const random = seededRandom(7);
    const acknowledged = [...(await writeAndKill(folder, 50, false))];
    for (let kill = 1; kill < KILLS; kill += 1) {
      // Every third is killed while it starts.
      acknowledged.push(...(await writeAndKill(folder, random() * 300, kill % 3 === 0)));
    }
    const database = await openDatabase({ url: null, dataDir: folder, log: silentLog });
    const { rows } = await database.pool.query<{ id: number }>('select id from written order by id');
    await database.close();
    const kept = new Set(rows.map(({ id }) => id));
    expect(acknowledged.length).to.be.greaterThan(KILLS);
    expect(acknowledged.filter((id) => !kept.has(id))).to.deep.equal([]);
  });

  it('refuses a second process, and a second opening in the same one, and says what to do', async () => {
    const folder = join(dataDir, 'locked');
    cpSync(join(dataDir, 'made'), join(folder, 'database'), { recursive: true });
    const database = await openDatabase({ url: null, dataDir: folder, log: silentLog });
    try {
      const again = await openDatabase({ url: null, dataDir: folder, log: silentLog }).catch(
        (error: unknown) => error,
      );
      expect(again)
        .to.be.instanceOf(Error)
        .with.property('message')
        .that.matches(/Another Leadloop process/);
      const other = spawn(process.execPath, [join(import.meta.dirname, 'durable-writer.ts'), folder]);
      let complaint = '';
      other.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
      const [code] = (await once(other, 'close')) as [number];
      expect(code).to.equal(1);
      expect(complaint)
        .to.include(join(folder, 'database'))
        .and.to.match(/Stop that process.*LEADLOOP_DATA.*DATABASE_URL/);
    } finally {
      await database.close();
    }
    const reopened = await openDatabase({ url: null, dataDir: folder, log: silentLog });
    await reopened.close();
  });

  it('refuses to start when commits do not reach the disk', async () => {
    const folder = join(dataDir, 'unsafe');
    cpSync(join(dataDir, 'made'), folder, { recursive: true });
    // As if an upgrade of PGlite had done away with the way fsync is added.
    const patched = Object.getOwnPropertyDescriptors(DurableNodeFS.prototype).init;
    Object.defineProperty(
      DurableNodeFS.prototype,
      'init',
      Object.getOwnPropertyDescriptors(NodeFS.prototype).init,
    );
    try {
      const engine = await startEngine({ folder, image: null }).catch((error: unknown) => error);
      expect(engine)
        .to.be.instanceOf(Error)
        .with.property('message')
        .that.matches(/power cut would lose data/);
    } finally {
      Object.defineProperty(DurableNodeFS.prototype, 'init', patched);
    }
  });

  describe('after a power cut', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(dataDir, 'cut-'));
      cpSync(join(dataDir, 'made'), folder, { recursive: true });
    });

    it('has every acknowledged row, wherever it comes', async () => {
      const { cuts } = await writeWithCuts(folder, `${folder}-images`, 'synced');
      for (const { image, acknowledged } of cuts) expect(await idsIn(image)).to.include.members(acknowledged);
    });

    it('would lose rows if fsync did nothing', async () => {
      const { cuts } = await writeWithCuts(folder, `${folder}-images`, 'ignored');
      for (const { image, acknowledged } of cuts) {
        const kept = await idsIn(image).catch((): readonly number[] => []);
        expect(acknowledged.filter((id) => !kept.includes(id))).to.not.deep.equal([]);
      }
    });
  });
});

interface Cut {
  readonly image: string;
  readonly acknowledged: readonly number[];
}

/**
 * Writes rows and, at three moments, what a disk would have if the power failed then.
 *
 * The model: a file has what it had at its last fsync (by inode, so that a renamed file keeps it), or at the opening, or
 * nothing. Names are always there, in their latest state, as file systems keep their journal in order. So it is
 * stricter than a real disk about contents (nothing is written unasked) and kinder about names and torn pages.
 */
async function writeWithCuts(
  folder: string,
  images: string,
  fsync: 'synced' | 'ignored',
): Promise<{ readonly cuts: readonly Cut[] }> {
  const onDisk = new Map<number, Buffer>();
  const record = (descriptor: number): void => {
    onDisk.set(fstatSync(descriptor).ino, contents(descriptor));
  };
  for (const file of filesIn(folder)) {
    const descriptor = openSync(join(folder, file), 'r');
    record(descriptor);
    closeSync(descriptor);
  }
  const engine = await startEngine({
    folder,
    image: null,
    fsync(descriptor) {
      if (fsync === 'ignored' || !fstatSync(descriptor).isFile()) return;
      fsyncSync(descriptor);
      record(descriptor);
    },
  });
  const cuts: Cut[] = [];
  const acknowledged: number[] = [];
  const cut = (): void => {
    const image = join(images, String(cuts.length));
    for (const file of filesIn(folder)) {
      mkdirSync(dirname(join(image, file)), { recursive: true });
      writeFileSync(join(image, file), onDisk.get(statSync(join(folder, file)).ino) ?? '');
    }
    for (const empty of foldersIn(folder)) mkdirSync(join(image, empty), { recursive: true });
    cuts.push({ image, acknowledged: [...acknowledged] });
  };
  await engine.query('create table if not exists written (id serial primary key, filler text)');
  const write = async (rows: number): Promise<void> => {
    for (let row = 0; row < rows; row += 1) acknowledged.push(await insert(engine));
  };
  await write(10);
  cut();
  await write(10);
  await engine.exec('checkpoint');
  cut();
  await write(10);
  cut();
  await engine.close();
  return { cuts };
}

async function insert(engine: PGlite): Promise<number> {
  const { rows } = await engine.query<{ id: number }>(
    `insert into written (filler) values (repeat('x', 500)) returning id`,
  );
  return rows[0]!.id;
}

async function idsIn(folder: string): Promise<readonly number[]> {
  const engine = await startEngine({ folder, image: null });
  try {
    const { rows } = await engine.query<{ id: number }>('select id from written');
    return rows.map(({ id }) => id);
  } finally {
    await engine.close();
  }
}

function contents(descriptor: number): Buffer {
  const bytes = Buffer.alloc(fstatSync(descriptor).size);
  for (let offset = 0; offset < bytes.length;) {
    const read = readSync(descriptor, bytes, offset, bytes.length - offset, offset);
    if (read === 0) break;
    offset += read;
  }
  return bytes;
}

const entriesIn = (folder: string) => readdirSync(folder, { withFileTypes: true, recursive: true });
const relative = (folder: string, path: string, name: string): string =>
  join(path, name).slice(folder.length + 1);
const filesIn = (folder: string): readonly string[] =>
  entriesIn(folder).flatMap((entry) =>
    entry.isFile() ? [relative(folder, entry.parentPath, entry.name)] : [],
  );
const foldersIn = (folder: string): readonly string[] =>
  entriesIn(folder).flatMap((entry) =>
    entry.isDirectory() ? [relative(folder, entry.parentPath, entry.name)] : [],
  );
