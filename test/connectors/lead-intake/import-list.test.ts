import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { failureOf, filled, NOW, openTestIntake, type Intake } from './support.ts';

describe('importing a list', () => {
  let intake: Intake;
  beforeEach(async () => (intake = await openTestIntake()));
  afterEach(() => intake.close());

  it('turns a row into one bulk event with a snapshot under the name of the source', async () => {
    const { events, report } = await intake.importList(
      'E-Mail;Vorname;Nachname\nada@acme.test;Ada;Lovelace\n',
    );
    expect(events).to.have.length(1);
    const [event] = events;
    expect(event).to.include({ origin: 'intake', lane: 'bulk' });
    expect(event!.ref).to.include({ system: 'lead-intake', object: 'fair' });
    expect(event!.ref.id).to.match(/^[0-9a-f]{32}$/);
    expect(event!.snapshot).to.have.nested.property('record.modifiedAt', NOW);
    expect(event!.snapshot).to.have.nested.property('record.externalKey', null);
    expect(report.format).to.deep.equal({ delimiter: ';', encoding: 'utf-8', bom: false });
    expect(report.columns).to.deep.equal({ 'E-Mail': 'email', Vorname: 'firstName', Nachname: 'lastName' });
  });

  it('gives every field of the list, so that one not given is known to be blank', async () => {
    const { people } = await intake.importList('email,city\nada@acme.test,\n');
    const schema = await intake.connection.describe('fair', { lane: 'bulk' });
    expect(Object.keys(people[0]!)).to.have.members([...schema.fields.keys()]);
    expect(filled(people[0])).to.deep.equal({ email: 'ada@acme.test' });
  });

  it('gives the same person the same id in a second list, whatever the case of the address', async () => {
    const first = await intake.importList('email,city\nAda@Acme.test,London\n');
    const second = await intake.importList('city,email\nParis, ada@acme.TEST \n');
    expect(second.events[0]!.ref).to.deep.equal(first.events[0]!.ref);
  });

  it('tells people without an address apart by their whole row', async () => {
    const list = 'first name,last name,company\nAda,Lovelace,Acme\nAda,Lovelace,Beta\nada, LOVELACE,acme\n';
    const ids = (await intake.importList(list)).events.map((event) => event.ref.id);
    expect(new Set(ids).size).to.equal(2);
    expect(ids[0]).to.equal(ids[2]);
  });

  it('counts a row that says the same as an earlier one as repeated, and one that says more as taken', async () => {
    const list = 'email,city\na@x.test,Rome\na@x.test,Rome\nA@x.test,Rome\na@x.test,Oslo\n';
    const { report, rejects } = await intake.importList(list);
    expect(report).to.include({ rows: 4, taken: 3, repeated: 1, rejected: 0, rejectFile: null });
    expect(rejects).to.equal('');
  });

  it('names line and reason of each row it cannot take and keeps the row as it was', async () => {
    const list = [
      'email,first name,last name,company,phone',
      'no-address,Ada,Lovelace,Acme,',
      ',Ada,,Acme,',
      'a@x.test,Ada,Lovelace',
      `b@x.test,${'x'.repeat(101)},,,`,
      'c@x.test,,,,4.91708E+11',
      'd@x.test,"He said ""hi""",,,+49 170 8',
    ].join('\r\n');
    const { report, rejects, people } = await intake.importList(list);
    expect(report).to.include({ rows: 6, taken: 1, repeated: 0, rejected: 5 });
    expect(people[0]).to.include({ firstName: 'He said "hi"' });
    const lines = rejects.split('\r\n');
    expect(lines[0]).to.equal('\uFEFFline,reason,email,first name,last name,company,phone,raw');
    expect(lines.slice(1, 6).map((line) => line.split(':')[0])).to.deep.equal([
      '2,value-invalid',
      '3,identity-missing',
      '4,row-broken',
      '5,value-too-long',
      '6,value-invalid',
    ]);
    expect(lines[1]).to.contain('no-address,Ada,Lovelace,Acme');
  });

  it('imports its own reject file once the rows are mended', async () => {
    const { rejects } = await intake.importList('email;city\nno-address;Köln\nada@x.test;Bonn\n');
    const mended = await intake.importList(rejects.replace('no-address', 'eva@x.test'));
    expect(mended.report).to.include({ rows: 1, taken: 1 });
    expect(filled(mended.people[0])).to.deep.equal({ email: 'eva@x.test', city: 'Köln' });
  });

  it('loses one row to a quote that is never closed, not the rows behind it', async () => {
    const list = 'email,city\na@x.test,"Rome\nb@x.test,Oslo\nc@x.test,"Bonn, am Rhein"\nd@x.test,Kiel\n';
    const { report, people, rejects } = await intake.importList(list);
    expect(people.map((person) => person.email)).to.deep.equal(['b@x.test', 'c@x.test', 'd@x.test']);
    expect(report.rejected).to.equal(1);
    expect(rejects).to.contain('a@x.test');
  });

  it('skips a title above the header and empty rows anywhere', async () => {
    const list = 'Visitors 2026,,\n\n,,\nemail,first name,city\n\n,,\na@x.test,Ada,Rome\n,,\n';
    const { report } = await intake.importList(list);
    expect(report).to.include({ rows: 1, taken: 1 });
  });

  it('gives the campaign and source of the list to the rows that name none', async () => {
    await intake.configure('fair', 'leadSource: Trade fair\n');
    const list = 'email,campaign\na@x.test,Spring\nb@x.test,\n';
    const { people } = await intake.importList(list, { campaign: 'Autumn' });
    expect(people.map((person) => person.campaign)).to.deep.equal(['Spring', 'Autumn']);
    expect(people.map((person) => person.leadSource)).to.deep.equal(['Trade fair', 'Trade fair']);
  });

  it('tells how far it is, up to the whole file', async () => {
    const seen: number[] = [];
    let total = 0;
    const rows = Array.from({ length: 30_000 }, (_, index) => `p${index}@x.test,Somewhere in the world`);
    const { report } = await intake.importList(['email,city', ...rows].join('\n'), {
      onProgress: (progress) => {
        seen.push(progress.bytes);
        total = progress.totalBytes;
      },
    });
    expect(report.taken).to.equal(30_000);
    expect(seen.length).to.be.greaterThan(3);
    expect(seen).to.deep.equal(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).to.equal(total);
  });

  it('waits for each batch of events before it reads on', async () => {
    let running = 0;
    let most = 0;
    const rows = Array.from({ length: 3_000 }, (_, index) => `p${index}@x.test`);
    await intake.importList(['email', ...rows].join('\n'), {
      onEvents: async () => {
        most = Math.max(most, (running += 1));
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      },
    });
    expect(most).to.equal(1);
  });

  it('takes a list of 300 made-up people, row by row as a plain split reads it', async () => {
    const text = await readFile(join(import.meta.dirname, 'fixtures/lists/fake-people.csv'), 'utf8');
    const rows = text
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(','));
    const withEmail = rows.filter((row) => row[5] !== '');
    const { report, people } = await intake.importList(text);
    expect(report.columns).to.deep.equal({
      unique_id: null,
      first_name: 'firstName',
      surname: 'lastName',
      dob: null,
      city: 'city',
      email: 'email',
      cluster: null,
    });
    expect(report.rows).to.equal(300);
    expect(report.taken + report.repeated + report.rejected).to.equal(300);
    expect(report.rejected).to.be.at.least(300 - withEmail.length);
    const addresses = new Set(withEmail.map((row) => row[5]));
    for (const person of people) expect(addresses).to.include(person.email);
  });

  for (const [encoding, bom] of [
    ['utf-8', true],
    ['utf-8', false],
    ['utf-16le', true],
    ['utf-16le', false],
    ['utf-16be', true],
    ['utf-16be', false],
    ['windows-1252', false],
  ] as const) {
    it(`reads ${encoding} ${bom ? 'with' : 'without'} a byte order mark`, async () => {
      const content = iconv.encode('email\tOrt\na@x.test\tMünchen – Süd\n', encoding, { addBOM: bom });
      const { report, people } = await intake.importList(content);
      expect(people[0]).to.include({ city: 'München – Süd' });
      expect(report.format).to.deep.equal({ delimiter: '\t', encoding, bom });
    });
  }

  it('sees an accent of Windows-1252 behind a megabyte of plain letters', async () => {
    const rows = Array.from({ length: 40_000 }, (_, index) => `p${index}@example.test,Somewhere`);
    const list = ['email,city', ...rows, 'last@x.test,Málaga'].join('\n');
    const { report, people } = await intake.importList(iconv.encode(list, 'windows-1252'));
    expect(report.format.encoding).to.equal('windows-1252');
    expect(people.at(-1)).to.include({ city: 'Málaga' });
  });

  describe('columns', () => {
    it('are written to the file of the source, unknown ones as ~, and read from it the next time', async () => {
      const list = 'Mail;Halle;Bemerkung\na@x.test;3;Ruft an\n';
      await intake.importList(list);
      const saved = await intake.configOf('fair');
      expect(saved).to.match(/^# How lists of this source are read/);
      expect(saved).to.contain('Halle: ~').and.to.contain('Bemerkung: message');
      await intake.configure('fair', saved.replace('Halle: ~', 'Halle: city # hall'));
      const { people } = await intake.importList(list);
      expect(filled(people[0])).to.deep.equal({ email: 'a@x.test', city: '3', message: 'Ruft an' });
    });

    it('new to a later list are added, with what people wrote left as it is', async () => {
      await intake.configure('fair', '# mine\nlist:\n  columns:\n    Mail: email # kept\n');
      await intake.importList('Mail,Stadt,Hall\na@x.test,Bonn,3\n');
      expect(await intake.configOf('fair')).to.equal(
        '# mine\nlist:\n  columns:\n    Mail: email # kept\n    Stadt: city\n    Hall: ~\n',
      );
    });

    const headers: Readonly<Record<string, readonly [string, string]>> = {
      'English export': [
        'First Name,Last Name,Company / Account,Email Address',
        'firstName,lastName,company,email',
      ],
      'German list': ['Vorname,Name,Firma,E-Mail-Adresse', 'firstName,lastName,company,email'],
      'French list': ['Prénom,Nom,Société,Courriel', 'firstName,lastName,company,email'],
      'Spanish list': ['Nombre,Apellidos,Empresa,Correo electrónico', 'firstName,lastName,company,email'],
      'two phones': ['Email,Phone,Phone', 'email,phone,~'],
      'words of the language itself': ['email,constructor,toString', 'email,~,~'],
    };
    for (const [name, [header, targets]] of Object.entries(headers)) {
      it(`of a list: ${name}`, async () => {
        const cells = targets.split(',').map((target) => (target === 'email' ? 'a@x.test' : '1'));
        const { report } = await intake.importList(`${header}\n${cells.join(',')}\n`);
        expect(Object.values(report.columns).map((target) => target ?? '~')).to.deep.equal(
          targets.split(','),
        );
      });
    }

    it('with full names are split at the comma or before the last word', async () => {
      const list = 'name;email\nAda King Lovelace;a@x.test\n"Lovelace, Ada";b@x.test\nMadonna;c@x.test\n';
      const { people } = await intake.importList(list);
      expect(people.map((person) => [person.firstName, person.lastName])).to.deep.equal([
        ['Ada King', 'Lovelace'],
        ['Ada', 'Lovelace'],
        [null, 'Madonna'],
      ]);
    });
  });

  describe('dates', () => {
    const days = (dates: readonly string[]): string =>
      ['email,date', ...dates.map((date, index) => `p${index}@x.test,${date}`)].join('\n');

    it('that one row shows to be month first are all read so', async () => {
      const { people } = await intake.importList(days(['03/04/2026', '12/31/2026 18:30']));
      expect(people.map((person) => person.occurredOn)).to.deep.equal(['2026-03-04', '2026-12-31']);
    });

    it('with the year first or with dots need no choice', async () => {
      const { people } = await intake.importList(days(['2026-03-04T10:00:00Z', '04.03.2026', '2026/03/04']));
      expect(people.map((person) => person.occurredOn)).to.deep.equal(Array(3).fill('2026-03-04'));
    });

    it('that can all be read both ways are refused, with the choice to give', async () => {
      const failure = await failureOf(intake.importList(days(['03/04/2026', '05/06/2026'])));
      expect(failure).to.include({ code: 'list-dates-ambiguous', kind: 'invalid-record' });
      expect(failure.message).to.contain('line 2');
      expect(failure.fix).to.contain('dates=DMY');
    });

    it('that contradict each other are refused, with both lines', async () => {
      const failure = await failureOf(intake.importList(days(['31/12/2026', '12/31/2026'])));
      expect(failure).to.have.property('code', 'list-dates-ambiguous');
      expect(failure.message).to.contain('line 2').and.to.contain('line 3');
    });

    it('are read by the choice given, and by the file of the source', async () => {
      const chosen = await intake.importList(days(['03/04/2026']), { choices: { dates: 'DMY' } });
      expect(chosen.people[0]).to.include({ occurredOn: '2026-04-03' });
      await intake.configure('fair', 'list: { dates: MDY }\n');
      const configured = await intake.importList(days(['03/04/2026']));
      expect(configured.people[0]).to.include({ occurredOn: '2026-03-04' });
    });

    it('that do not exist or have two-digit years are rejected', async () => {
      const { report } = await intake.importList(days(['2026-02-30', '31.12.26', '2024-02-29']));
      expect(report).to.include({ taken: 1, rejected: 2 });
    });
  });
});
