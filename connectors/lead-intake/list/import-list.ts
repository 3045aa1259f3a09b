import { stat } from 'node:fs/promises';
import type { ConnectorContext, ListReport, ListRequest } from '../../../src/connector/contract.ts';
import { observed, type Event } from '../../../src/domain/event.ts';
import type { Touchpoint } from '../../../src/domain/touchpoint.ts';
import type { DateOrder } from '../dates.ts';
import { intakeError, type FailureCode } from '../failures.ts';
import type { Target } from '../fields.ts';
import { readPerson, type Given } from '../person.ts';
import { isSourceName, loadSource, saveColumns } from '../source-config.ts';
import { rowImported } from '../touchpoint.ts';
import { readChoices } from './choices.ts';
import { findDateOrder } from './date-order.ts';
import { detectEncoding, type TextEncoding } from './encoding.ts';
import { detectFormat } from './format.ts';
import { findHeader, planColumns, type Header } from './header.ts';
import { readRecords, type CsvFormat, type CsvRecord } from './records.ts';
import { createRejects } from './rejects.ts';
import { createSeen } from './seen.ts';
import { readText } from './text.ts';

/** Events handed over at once. */
const EVENTS = 500;
/** Bytes looked at for the format. */
const SAMPLE = 65_536;

type ListContext = Pick<ConnectorContext, 'clock' | 'configDir' | 'log'>;

/**
 * One list, from file to events. The file is read up to three times (is it UTF-8, which way are its dates, its rows),
 * each time as a stream: what would make the whole list wrong is known before the first row is taken.
 */
export async function importList(request: ListRequest, context: ListContext): Promise<ListReport> {
  const { file, source } = request;
  if (!isSourceName(source)) throw intakeError('source-name-invalid', `"${source}" is no name for a source`);
  const config = await loadSource(context.configDir, source);
  const said = config?.list?.columns ?? {};
  const choices = readChoices(request.choices, config?.list);
  const totalBytes = await sizeOf(file);
  const encoding = await detectEncoding(file, choices.encoding);
  const sample = await readSample(file, encoding);
  const { format, head } = await detectFormat(sample, said, choices.delimiter);
  const header = findHeader(head, said, file);
  const { columns, fresh } = planColumns(header, said);
  const saved = await saveColumns(context.configDir, source, fresh);
  const targets = header.names.map((name) => columns.get(name) ?? null);
  if (!targets.some((target) => target !== null)) {
    throw intakeError('list-no-header', `${file}: ${saved} leaves every column out`);
  }
  const rowsOf = (onBytes?: (bytes: number) => void): AsyncGenerator<readonly CsvRecord[]> =>
    dataRows(file, encoding, format, header, onBytes);
  const order = choices.dates ?? (await detectOrder(targets, header, rowsOf));

  const defaults = {
    leadSource: config?.leadSource ?? null,
    campaign: request.campaign ?? config?.campaign ?? null,
  };
  const rejects = await createRejects(request.rejectFile, header.names, format.delimiter);
  const seen = createSeen();
  const count = { rows: 0, taken: 0, repeated: 0, rejected: 0 };
  let bytes = 0;
  let events: Event[] = [];
  let touchpoints: Touchpoint[] = [];

  async function take(record: CsvRecord): Promise<void> {
    count.rows += 1;
    const reject = async (code: FailureCode, why: string): Promise<void> => {
      count.rejected += 1;
      await rejects.add(record.line, `${code}: ${why}`, record);
    };
    if (record.kind === 'broken') return reject('row-broken', 'quotes do not pair up');
    const cells = withoutSpareCells(record.cells, targets.length);
    if (cells.length !== targets.length) {
      return reject('row-broken', `${cells.length} cells where the header has ${targets.length}`);
    }
    const person = readPerson(source, toGiven(cells, targets), defaults, order, context.clock.now());
    if (person.kind === 'problem') return reject(person.code, person.message);
    const { ref, fields } = person.record;
    if (!seen.add(JSON.stringify([ref.id, fields]))) {
      count.repeated += 1;
      return;
    }
    count.taken += 1;
    events.push(observed({ kind: 'present', record: person.record }, 'intake', 'bulk'));
    touchpoints.push(rowImported(person.record, context.clock.now()));
    if (events.length >= EVENTS) await handOver();
  }

  async function handOver(): Promise<void> {
    if (events.length > 0) await request.onEvents(events, touchpoints);
    events = [];
    touchpoints = [];
  }

  let rejectFile: string | null;
  try {
    for await (const batch of rowsOf((now) => (bytes = now))) {
      for (const record of batch) await take(record);
      request.onProgress({ bytes, totalBytes, rows: count.rows });
    }
    await handOver();
  } finally {
    rejectFile = await rejects.close();
  }
  if (count.rows === 0) throw intakeError('list-empty', `${file} has a header and no rows`);
  request.onProgress({ bytes: totalBytes, totalBytes, rows: count.rows });
  context.log.info('list read', { source, ...count });
  return {
    ...count,
    rejectFile,
    format: { delimiter: format.delimiter, ...encoding },
    columns: Object.fromEntries(columns),
  };
}

async function sizeOf(file: string): Promise<number> {
  const stats = await stat(file).catch((cause: unknown) => {
    throw intakeError('list-not-found', `${file} cannot be read`, { cause });
  });
  if (!stats.isFile()) throw intakeError('list-not-found', `${file} is not a file`);
  if (stats.size === 0) throw intakeError('list-empty', `${file} is empty`);
  return stats.size;
}

async function readSample(file: string, encoding: TextEncoding): Promise<string> {
  let sample = '';
  for await (const text of readText(file, encoding)) {
    sample += text;
    if (sample.length >= SAMPLE) break;
  }
  return sample.slice(0, SAMPLE);
}

async function* dataRows(
  file: string,
  encoding: TextEncoding,
  format: CsvFormat,
  header: Header,
  onBytes?: (bytes: number) => void,
): AsyncGenerator<readonly CsvRecord[]> {
  for await (const batch of readRecords(readText(file, encoding, onBytes), format, header.names.length)) {
    yield batch.filter(
      (record) =>
        record.line > header.line && (record.kind === 'broken' || record.cells.some((cell) => cell !== '')),
    );
  }
}

async function detectOrder(
  targets: readonly (Target | null)[],
  header: Header,
  rowsOf: () => AsyncIterable<readonly CsvRecord[]>,
): Promise<DateOrder | null> {
  const column = targets.indexOf('occurredOn');
  return column === -1 ? null : findDateOrder(rowsOf(), column, header.names[column] ?? '');
}

/** Spreadsheets end rows with empty cells; those beyond the header say nothing. */
function withoutSpareCells(cells: readonly string[], width: number): readonly string[] {
  return cells.slice(width).every((cell) => cell === '') ? cells.slice(0, width) : cells;
}

const toGiven = (cells: readonly string[], targets: readonly (Target | null)[]): Given =>
  targets.flatMap((target, index) => (target === null ? [] : [[target, cells[index] ?? ''] as const]));
