import { expect } from 'chai';
import { createOrg, type SimOrg } from '../../../../../connectors/salesforce/sim/org/create.ts';
import { loadRow } from '../../../../../connectors/salesforce/sim/org/load.ts';
import { datetime } from '../../../../../connectors/salesforce/sim/org/time.ts';
import { spanOf } from '../../../../../connectors/salesforce/sim/soql/span.ts';

describe('Salesforce simulator: SOQL', () => {
  let org: SimOrg;
  const names = (soql: string): readonly unknown[] => {
    const answer = org.query(soql);
    if ('error' in answer) throw new Error(answer.error.message);
    return answer.rows.map((row) => row['LastName'] ?? row['Name']);
  };
  const refusal = (soql: string) => {
    const answer = org.query(soql);
    if (!('error' in answer)) throw new Error('was answered');
    return answer.error;
  };

  before(() => {
    org = createOrg({ seed: 1, population: 0 });
    const account = org.insert('Account', { Name: 'Acme' });
    const accountId = account.success ? account.id : '';
    for (const values of [
      { LastName: 'Adams', Title: 'CEO', Email: 'adams@acme.example', AccountId: accountId },
      { LastName: 'Baker', Title: null, Email: 'baker@acme.example' },
      { LastName: "O'Neil", Title: '100%_x', Email: 'ONEIL@acme.example' },
      { LastName: 'Back\\slash', Title: 'cto' },
    ]) {
      expect(org.insert('Contact', values).success).to.equal(true);
    }
  });

  const table: Readonly<Record<string, readonly string[]>> = {
    "LastName = 'adams'": ['Adams'],
    "LastName != 'Adams' AND Title = null": ['Baker'],
    "Title != 'CEO'": ['Baker', "O'Neil", 'Back\\slash'],
    "LastName = 'O\\'Neil'": ["O'Neil"],
    "LastName = 'Back\\\\slash'": ['Back\\slash'],
    "Title LIKE 'c%'": ['Adams', 'Back\\slash'],
    "Title LIKE '%\\%\\_x'": ["O'Neil"],
    "Title LIKE '_EO'": ['Adams'],
    "Email IN ('BAKER@acme.example', 'oneil@ACME.example')": ['Baker', "O'Neil"],
    "LastName NOT IN ('Adams', 'Baker')": ["O'Neil", 'Back\\slash'],
    "NOT Title LIKE 'c%'": ['Baker', "O'Neil"],
    "(LastName = 'Adams' OR LastName = 'Baker') AND Email != null": ['Adams', 'Baker'],
    "Account.Name = 'ACME'": ['Adams'],
    "AccountId IN (SELECT Id FROM Account WHERE Name LIKE 'ac%')": ['Adams'],
    'CreatedDate = TODAY AND HasOptedOutOfEmail = FALSE AND AccountId != null': ['Adams'],
    'CreatedDate < LAST_N_DAYS:3': [],
    "Title > 'cf'": ['Back\\slash'],
  };
  for (const [where, expected] of Object.entries(table)) {
    it(`finds ${expected.length} by ${where}`, () => {
      expect(names(`SELECT LastName FROM Contact WHERE ${where}`)).to.deep.equal(expected);
    });
  }

  it('sorts nulls first, or last when asked, and cuts by limit and offset', () => {
    expect(names('SELECT LastName FROM Contact ORDER BY Title, LastName')[0]).to.equal('Baker');
    expect(names('SELECT LastName FROM Contact ORDER BY Title DESC NULLS LAST').at(-1)).to.equal('Baker');
    expect(names('SELECT LastName FROM Contact ORDER BY LastName LIMIT 1 OFFSET 1')).to.deep.equal([
      'Back\\slash',
    ]);
  });

  it('nests parents with their own attributes and shows an absent one as null', () => {
    const answer = org.query(
      "SELECT LastName, Account.Name, Owner.Email FROM Contact WHERE LastName IN ('Adams','Baker')",
    );
    if ('error' in answer) throw new Error(answer.error.message);
    const [adams, baker] = answer.rows as readonly {
      Account: { attributes: { type: string }; Name: string } | null;
    }[];
    expect(adams?.Account?.attributes.type).to.equal('Account');
    expect(adams?.Account?.Name).to.equal('Acme');
    expect(baker?.Account).to.equal(null);
  });

  it('answers children, aggregates and counts in the shapes of the vendor', () => {
    const parents = org.query('SELECT Name, (SELECT LastName FROM Contacts) FROM Account');
    expect(parents).to.nested.include({ 'rows[0].Contacts.totalSize': 1, 'rows[0].Contacts.done': true });
    const groups = org.query(
      'SELECT COUNT(Id), AccountId a FROM Contact GROUP BY AccountId HAVING COUNT(Id) > 1',
    );
    expect(groups).to.deep.equal({
      rows: [{ attributes: { type: 'AggregateResult' }, expr0: 3, a: null }],
      totalSize: 1,
    });
    expect(org.query('SELECT COUNT() FROM Contact')).to.deep.equal({ rows: [], totalSize: 4 });
  });

  it('says INVALID_TYPE with the snippet, the caret and the column, word for word', () => {
    expect(refusal('select count() from XYZZY')).to.include({
      statusCode: 'INVALID_TYPE',
      message:
        "\nselect count() from XYZZY\n                    ^\nERROR at Row:1:Column:21\nsObject type 'XYZZY' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.",
    });
  });

  const refused: Readonly<Record<string, string>> = {
    'SELECT Nope FROM Lead': 'INVALID_FIELD',
    'SELECT Id FROM Lead WHERE Nope = 1': 'INVALID_FIELD',
    'SELECT Id FROM Lead WHERE CreatedDate = 1': 'INVALID_FIELD',
    "SELECT Id FROM Lead WHERE IsConverted = 'true'": 'INVALID_FIELD',
    "SELECT Id FROM Lead WHERE Id = 'nope'": 'INVALID_QUERY_FILTER_OPERATOR',
    "SELECT Id FROM Lead WHERE Name = 'a' AND Name = 'b' OR Name = 'c'": 'MALFORMED_QUERY',
    "SELECT Id FROM Lead WHERE Name = 'open": 'MALFORMED_QUERY',
    'SELECT Id FROM Lead WHERE Id IN ()': 'MALFORMED_QUERY',
    'SELECT FIELDS(ALL) FROM Lead': 'MALFORMED_QUERY',
    'SELECT Id FROM Lead OFFSET 2001': 'NUMBER_OUTSIDE_VALID_RANGE',
    'UPDATE Lead': 'MALFORMED_QUERY',
  };
  for (const [soql, code] of Object.entries(refused)) {
    it(`refuses ${soql} with ${code}`, () => {
      expect(refusal(soql).statusCode).to.equal(code);
    });
  }

  it('counts today as one of the last N days, and a single day ago as that day only', () => {
    const now = Date.UTC(2026, 10, 21, 15);
    const day = 86_400_000;
    expect(spanOf('LAST_N_DAYS', 3, now)).to.deep.equal({
      start: Date.UTC(2026, 10, 19),
      end: Date.UTC(2026, 10, 22),
    });
    expect(spanOf('N_DAYS_AGO', 2, now)).to.deep.equal({
      start: Date.UTC(2026, 10, 19),
      end: Date.UTC(2026, 10, 20),
    });
    expect(spanOf('THIS_QUARTER', 0, now).start).to.equal(Date.UTC(2026, 9, 1));
    expect(spanOf('LAST_WEEK', 0, now).end - spanOf('LAST_WEEK', 0, now).start).to.equal(7 * day);
  });

  it('pages 100,000 leads by (SystemModstamp, Id), each lead once, also where many share a second', function () {
    this.timeout(60_000);
    const big = createOrg({ seed: 2, population: 0 });
    const base = Date.UTC(2026, 0, 1);
    const count = 100_000;
    for (let n = 0; n < count; n += 1) {
      // Half share one second, as after a mass update; the rest are spread, not in the order of their ids.
      const at = datetime(n % 2 === 0 ? base : base + ((n * 7919) % 50_000) * 1000);
      loadRow(big.kernel, 'Lead', {
        LastName: `L${n}`,
        Company: 'C',
        Email: `l${n}@x.example`,
        SystemModstamp: at,
      });
    }
    const seen = new Set<unknown>();
    const times: number[] = [];
    let where = '';
    for (;;) {
      const start = performance.now();
      const answer = big.query(
        `SELECT Id, Email, SystemModstamp FROM Lead ${where} ORDER BY SystemModstamp, Id LIMIT 2000`,
      );
      times.push(performance.now() - start);
      if ('error' in answer) throw new Error(answer.error.message);
      const last = answer.rows.at(-1);
      if (!last) break;
      for (const row of answer.rows) seen.add(row['Id']);
      const at = String(last['SystemModstamp']).replace('+0000', 'Z');
      where = `WHERE SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > '${String(last['Id'])}')`;
    }
    expect(seen.size).to.equal(count);
    const [first = 0, ...rest] = times;
    rest.sort((a, b) => a - b);
    const median = rest[Math.floor(rest.length / 2)] ?? 0;
    console.log(`      first page ${first.toFixed(1)} ms (sorts once), median page ${median.toFixed(1)} ms`);
  });
});
