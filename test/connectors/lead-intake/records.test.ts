import { expect } from 'chai';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { detectEncoding } from '../../../connectors/lead-intake/list/encoding.ts';
import { detectFormat } from '../../../connectors/lead-intake/list/format.ts';
import { readRecords, type CsvFormat, type CsvRecord } from '../../../connectors/lead-intake/list/records.ts';
import { readText } from '../../../connectors/lead-intake/list/text.ts';
import { DELIMITERS } from '../../../connectors/lead-intake/source-config.ts';
import { openTestIntake, type Intake } from './support.ts';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield await Promise.resolve(text.slice(at, at + size));
}

async function records(
  text: string,
  options: Partial<CsvFormat> & { readonly size?: number; readonly width?: number } = {},
): Promise<readonly CsvRecord[]> {
  const format: CsvFormat = { delimiter: options.delimiter ?? ',', lineEnd: options.lineEnd ?? '\n' };
  const all: CsvRecord[] = [];
  const batches = readRecords(pieces(text, options.size ?? 64), format, options.width ?? null);
  for await (const batch of batches) all.push(...batch);
  return all;
}

const row = (line: number, ...cells: string[]): CsvRecord => ({ kind: 'row', line, cells });

describe('reading CSV records', () => {
  const spectrum = join(import.meta.dirname, 'fixtures/csv-spectrum');
  it('reads every case of csv-spectrum as it says', async () => {
    const cases = (await readdir(spectrum)).filter((name) => name.endsWith('.csv'));
    expect(cases).to.have.length(11);
    for (const name of cases) {
      const text = await readFile(join(spectrum, name), 'utf8');
      const expected: unknown = JSON.parse(
        await readFile(join(spectrum, name.replace('.csv', '.json')), 'utf8'),
      );
      const [header, ...rows] = (await records(text)).map((record) =>
        record.kind === 'row' ? record.cells : [],
      );
      const objects = rows.map((cells) =>
        Object.fromEntries(header!.map((key, index) => [key, cells[index]])),
      );
      // csv-spectrum keeps line ends within cells as the file has them.
      expect(objects, name).to.deep.equal(expected);
    }
  });

  const cases: Readonly<Record<string, readonly [text: string, expected: readonly CsvRecord[]]>> = {
    'no end behind the last line': ['a,b\n1,2', [row(1, 'a', 'b'), row(2, '1', '2')]],
    'blank lines between': ['a,b\n\n  \n1,2\n', [row(1, 'a', 'b'), row(4, '1', '2')]],
    'spaces around cells': ['a, b \n 1,"2 "\n', [row(1, 'a', 'b'), row(2, '1', '2 ')]],
    'a space before a quote': ['a,b\n1, "x, y"\n', [row(1, 'a', 'b'), row(2, '1', 'x, y')]],
    'mixed line ends': ['a,b\r\n1,2\n3,4\r\n', [row(1, 'a', 'b'), row(2, '1', '2'), row(3, '3', '4')]],
    'a quote inside a cell that has none around it': [
      'a,b\n1,say "hi"\n3,4\n',
      [row(1, 'a', 'b'), { kind: 'broken', line: 2, raw: '1,say "hi"\n' }, row(3, '3', '4')],
    ],
    'text behind a closing quote': [
      'a,b\n1,"hi" there\n3,4\n',
      [row(1, 'a', 'b'), { kind: 'broken', line: 2, raw: '1,"hi" there\n' }, row(3, '3', '4')],
    ],
    'a quote escaped by a backslash': [
      'a,b\n1,"x \\" y"\n3,4\n',
      [row(1, 'a', 'b'), { kind: 'broken', line: 2, raw: '1,"x \\" y"\n' }, row(3, '3', '4')],
    ],
    'a quote never closed, with none behind it': [
      'a,b\n1,"x\n3,4\n5,6\n',
      [row(1, 'a', 'b'), { kind: 'broken', line: 2, raw: '1,"x\n' }, row(3, '3', '4'), row(4, '5', '6')],
    ],
    'a quote never closed, with a broken one behind it': [
      'a,b\n1,"x\n3,"4\ny"\n5,6\n',
      [row(1, 'a', 'b'), { kind: 'broken', line: 2, raw: '1,"x\n' }, row(3, '3', '4\ny'), row(5, '5', '6')],
    ],
    'another number of cells': ['a,b\n1\n1,2,3\n', [row(1, 'a', 'b'), row(2, '1'), row(3, '1', '2', '3')]],
  };
  for (const [name, [text, expected]] of Object.entries(cases)) {
    it(`of a text with ${name}`, async () => {
      for (const size of [1, 3, 1000])
        expect(await records(text, { size, width: 2 })).to.deep.equal(expected);
    });
  }

  it('gives up on a quote after 1,000 lines instead of reading on forever', async () => {
    const lines = Array.from({ length: 2_500 }, (_, index) => `${index},x`);
    const all = await records(['0,"never closed', ...lines].join('\n'), { size: 4096, width: 2 });
    expect(all[0]).to.include({ kind: 'broken', line: 1 });
    expect(all.filter((record) => record.kind === 'row')).to.have.length(2_500);
  });

  describe('whatever the table', () => {
    let intake: Intake;
    before(async () => (intake = await openTestIntake()));
    after(() => intake.close());

    const write = (cell: string, delimiter: string, always: boolean): string =>
      always || cell.includes(delimiter) || /["\r\n]|^\s|\s$/u.test(cell)
        ? `"${cell.replaceAll('"', '""')}"`
        : cell;
    const anyText = fc
      .oneof(
        fc.string({ maxLength: 12 }),
        fc.string({ maxLength: 12, unit: 'binary' }),
        fc.constantFrom('Größe', '"', '""', ',;\t|', 'a\nb', 'a\r\nb', ' x ', 'naïve – €'),
      )
      .filter((text) => !text.includes('\0') && !text.includes('\uFEFF'));
    const encodings = [
      ['utf-8', false],
      ['utf-8', true],
      ['utf-16le', true],
      ['utf-16be', true],
      ['windows-1252', false],
    ] as const;

    it('its rows come back, by detection alone, written with any delimiter, encoding, quoting and line end', () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(anyText, anyText, anyText), { minLength: 1, maxLength: 8 }),
          fc.constantFrom(...DELIMITERS),
          fc.constantFrom(...encodings),
          fc.constantFrom('\n', '\r\n', '\r'),
          fc.boolean(),
          async (table, delimiter, [encoding, bom], end, always) => {
            const header = ['First name', 'E-Mail', 'Firma'];
            const toLine = (cells: readonly string[]): string =>
              cells.map((cell) => write(cell, delimiter, always)).join(delimiter);
            const text = [header, ...table].map(toLine).join(end) + end;
            // Only what the encoding can say can come back; UTF-8 is also what plain Windows-1252 is read as.
            const bytes = iconv.encode(text, encoding, { addBOM: bom });
            fc.pre(iconv.decode(bytes, encoding) === text);
            const file = join(intake.dir, 'table.csv');
            await writeFile(file, bytes);

            const found = await detectEncoding(file, undefined);
            fc.pre(encoding !== 'windows-1252' || found.encoding === encoding || /^[\0-\x7f]*$/.test(text));
            const { format } = await detectFormat(iconv.decode(bytes, encoding), {}, undefined);
            const all: CsvRecord[] = [];
            for await (const batch of readRecords(readText(file, found), format, 3)) all.push(...batch);
            const blank = (cells: readonly string[]): boolean => toLine(cells).trim() === '';
            expect(format.delimiter).to.equal(delimiter);
            expect(all.map((record) => (record.kind === 'row' ? record.cells : record.raw))).to.deep.equal(
              [header, ...table].filter((cells) => !blank(cells)),
            );
          },
        ),
        { numRuns: 300 },
      )).timeout(60_000);

    it('every row of the file is taken, repeated or rejected, broken text included', () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.string({ unit: fc.constantFrom('"', ',', '\n', 'a', '@', '.', ' ', 'é'), maxLength: 30 }),
            {
              maxLength: 12,
            },
          ),
          async (lines) => {
            const { report, events, rejects } = await intake.importList(
              ['email,city', 'ok@x.test,Rome', ...lines].join('\n'),
            );
            expect(report.taken + report.repeated + report.rejected).to.equal(report.rows);
            expect(events).to.have.length(report.taken);
            const rejected = rejects === '' ? [] : (await records(rejects.slice(1))).slice(1);
            expect(rejected).to.have.length(report.rejected);
          },
        ),
        { numRuns: 200 },
      )).timeout(60_000);
  });
});
