import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'main.ts');
const COMMANDS = [
  'apply',
  'breaker',
  'check',
  'config',
  'conflicts',
  'connect',
  'import',
  'plan',
  'retry',
  'sandbox',
  'score',
  'setup',
  'split',
  'start',
  'status',
  'sync',
  'undo',
  'why',
];

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const leadloop = (...args: readonly string[]): Promise<Answer> =>
  promisify(execFile)(process.execPath, [MAIN, ...args]).then(
    (told) => ({ code: 0, ...told }),
    (error: unknown) => error as Answer,
  );

describe('the command line', function () {
  this.timeout(60_000);

  it('explains every command, with an exit code of 0', async () => {
    const all = await leadloop('--help');
    expect(all.code).to.equal(0);
    for (const command of COMMANDS) {
      expect(all.stdout).to.match(new RegExp(`^  ${command} .*\\w`, 'm'));
      const { code, stdout } = await leadloop('help', command);
      expect(code, command).to.equal(0);
      expect(stdout).to.match(new RegExp(`^Usage: leadloop ${command} `));
      expect(stdout).to.match(/Exit code:|Settings:|settings it prints/);
    }
  });

  const mistakes: Readonly<Record<string, readonly [args: readonly string[], told: RegExp]>> = {
    'an unknown command': [['snyc'], /^leadloop: unknown command 'snyc'\n\(Did you mean sync\?\)\n/],
    'an unknown option': [
      ['sync', '--ful'],
      /^leadloop: unknown option '--ful'\n\(Did you mean --full\?\)\n/,
    ],
    'a missing argument': [['import'], /^leadloop: missing required argument 'csv'\n/],
    'a choice that is none': [
      ['import', 'x.csv', '--choose', 'DMY'],
      /^leadloop: 'DMY' is no choice\. Write name=value/,
    ],
  };
  for (const [mistake, [args, told]] of Object.entries(mistakes)) {
    it(`answers ${mistake} in a line or two, with an exit code of 1`, async () => {
      const { code, stdout, stderr } = await leadloop(...args);
      expect([code, stdout]).to.deep.equal([1, '']);
      expect(stderr).to.match(told);
      expect(stderr.split('\n')).to.have.length.below(5);
    });
  }

  it('tells its version', async () => {
    expect((await leadloop('--version')).stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });
});
