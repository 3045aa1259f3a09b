import { expect } from 'chai';
import fc from 'fast-check';
import {
  DELIMITERS,
  LINE_ENDINGS,
  readCsv,
  writeCsv,
} from '../../../../../connectors/salesforce/sim/bulk/csv.ts';
import { readSelect, toTable } from '../../../../../connectors/salesforce/sim/bulk/table.ts';

const names = <T extends object>(of: T): readonly (keyof T)[] => Object.keys(of) as (keyof T)[];

describe('salesforce simulator: CSV', () => {
  it('reads back every text it writes, in every delimiter and line ending', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'é', ' ', '"', "'", ',', ';', '|', '^', '`', '\t', '\r', '\n'),
    });
    const row = fc.array(cell, { minLength: 2, maxLength: 2 });
    const form = fc.record({
      delimiter: fc.constantFrom(...names(DELIMITERS)),
      lineEnding: fc.constantFrom(...names(LINE_ENDINGS)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1 }), form, async (rows, how) => {
        const read: (readonly string[])[] = [];
        for await (const cells of readCsv(Buffer.from(writeCsv(rows, how)), how)) read.push(cells);
        expect(read).to.deep.equal(rows);
      }),
    );
  });

  it('shows parents, blanks and datetimes as Bulk does', () => {
    const select = readSelect('select Id, Account.Name,CreatedDate, DoNotCall from Contact where Id != null');
    expect(select).to.deep.equal({
      fields: ['Id', 'Account.Name', 'CreatedDate', 'DoNotCall'],
      object: 'Contact',
    });
    const rows = [
      { Id: '1', Account: { Name: 'Acme' }, CreatedDate: '2026-11-21T18:30:00.000+0000', DoNotCall: false },
      { Id: '2', Account: null, CreatedDate: null, DoNotCall: true },
    ];
    expect(toTable(select?.fields ?? [], rows).slice(1)).to.deep.equal([
      ['1', 'Acme', '2026-11-21T18:30:00.000Z', 'false'],
      ['2', '', '', 'true'],
    ]);
  });

  for (const query of [
    'SELECT COUNT() FROM Lead',
    'SELECT Id, (SELECT Id FROM Contacts) FROM Account',
    'SELECT TYPEOF What WHEN Account THEN Phone END FROM Event',
    'SELECT Id FROM Lead LIMIT 10 OFFSET 5',
  ]) {
    it(`takes no bulk query like ${query}`, () => {
      expect(readSelect(query)).to.equal(null);
    });
  }
});
