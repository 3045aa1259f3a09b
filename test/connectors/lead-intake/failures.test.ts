import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAILURES, intakeFailure } from '../../../connectors/lead-intake/failures.ts';
import { connector } from '../../../connectors/lead-intake/index.ts';
import { failureOf, openTestIntake, type Intake } from './support.ts';

const options = { lane: 'bulk' } as const;

describe('failures of forms and lists', () => {
  let intake: Intake;
  beforeEach(async () => (intake = await openTestIntake()));
  afterEach(() => intake.close());

  const wholeFile: Readonly<Record<string, readonly [code: string, run: () => Promise<unknown>]>> = {
    'a file that is not there': [
      'list-not-found',
      () => intake.importList('email\n', { file: join(intake.dir, 'missing.csv') }),
    ],
    'a folder': ['list-not-found', () => intake.importList('email\n', { file: intake.dir })],
    'an empty file': ['list-empty', () => intake.importList('')],
    'a header without rows': ['list-empty', () => intake.importList('email,city\n')],
    'an Excel workbook': ['list-not-text', () => intake.importList(Buffer.from('504b0304140006', 'hex'))],
    'a compressed file': ['list-not-text', () => intake.importList(gzipSync('email\na@x.test\n'))],
    'bytes that are no text': [
      'list-not-text',
      () => intake.importList(Buffer.from('email\na@x\0\0\0.test\n')),
    ],
    'no header': ['list-no-header', () => intake.importList('ada@x.test,Ada\neva@x.test,Eva\n')],
    'a header that nothing is known of': ['list-no-header', () => intake.importList('id,colour\n1,red\n')],
    'only a line of blanks': ['list-no-header', () => intake.importList('\n\n')],
    'a choice that does not exist': [
      'choice-unknown',
      () => intake.importList('email\na@x.test\n', { choices: { zone: 'Berlin' } }),
    ],
    'a date order that does not exist': [
      'choice-unknown',
      () => intake.importList('email\na@x.test\n', { choices: { dates: 'YDM' } }),
    ],
    'a source that leads out of its folder': [
      'source-name-invalid',
      () => intake.importList('email\na@x.test\n', { source: '../../etc' }),
    ],
    'a reading of what cannot be read': [
      'never-asked',
      () => intake.connection.read({ object: 'fair', ids: ['1'], fields: [] }, options),
    ],
    'a write to what cannot be written': ['never-asked', () => intake.connection.write([], options)],
  };
  for (const [name, [code, run]] of Object.entries(wholeFile)) {
    it(`names ${name} as ${code}, with a fix`, async () => {
      const failure = await failureOf(run());
      expect(failure.code).to.equal(code);
      expect(failure.fix).to.not.equal('');
    });
  }

  it('says that the folder of the rejects cannot be written before a row is taken over', async () => {
    await writeFile(join(intake.dir, 'file'), '');
    let taken = 0;
    const rejectFile = join(intake.dir, 'file', 'rejects.csv');
    const run = intake.importList('email\nbroken\n', {
      rejectFile,
      onEvents: () => Promise.resolve(void (taken += 1)),
    });
    let code: unknown;
    await run.catch((error: unknown) => (code = (error as NodeJS.ErrnoException).code));
    expect(code).to.be.oneOf(['ENOTDIR', 'EEXIST']);
    expect(taken).to.equal(0);
  });

  it('come from a table with one row per code', () => {
    const codes = FAILURES.map((row) => row.code);
    expect(new Set(codes).size).to.equal(codes.length);
    for (const code of codes) expect(intakeFailure(code, 'x')).to.include({ code, message: 'x' });
  });

  it('never arise from opening: forms and lists need no sign-in', () => {
    expect(connector.capabilities).to.deep.equal({
      readable: false,
      writable: false,
      erasable: false,
      webhooks: true,
      stream: false,
      externalKeyField: null,
      ownIds: false,
      ownFields: null,
      writes: null,
      touchpoints: [],
      buckets: [],
    });
  });
});
