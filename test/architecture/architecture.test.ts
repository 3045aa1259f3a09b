import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cycleViolations,
  importViolations,
  lengthViolations,
  purityViolations,
  vendorViolations,
  workplaceViolations,
  type Violation,
} from './rules.ts';
import { listFiles, parseSource, readSource, ROOT, type SourceFile } from './source-files.ts';

const rules: Readonly<Record<string, (files: readonly SourceFile[]) => readonly Violation[]>> = {
  'each folder imports only what the table allows': importViolations,
  'no files import each other in a ring, for types neither': cycleViolations,
  'pure folders use no clock, chance, network or environment': purityViolations,
  'no vendor is named in the code outside connectors/': vendorViolations,
  'no file is longer than 300 lines': lengthViolations,
};

describe('the house', () => {
  const paths = listFiles();
  const files = paths.filter((path) => path.endsWith('.ts')).map(readSource);
  const shown = (violations: readonly Violation[]): readonly string[] =>
    violations.map(({ path, rule }) => `${path}: ${rule}`);

  it('is read whole: the contract, the connectors and the tests are among its files', () => {
    expect(files.map((file) => file.path)).to.include.members([
      'src/connector/contract.ts',
      'src/domain/event.ts',
      'connectors/lead-intake/index.ts',
      'test/architecture/rules.ts',
    ]);
  });

  for (const [name, rule] of Object.entries(rules)) {
    it(name, () => {
      expect(shown(rule(files))).to.deep.equal([]);
    });
  }

  it('speaks of itself alone', () => {
    const text =
      /\.(ts|js|json|md|ya?ml|sh|html|css|csv)$|(^|\/)(Dockerfile|\.ci\/run|\.[a-z]+ignore|LICENSE)$/;
    const texts = paths
      .filter((path) => text.test(path) && path !== 'package-lock.json')
      .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
    expect(shown(workplaceViolations(texts))).to.deep.equal([]);
  });
});

describe('the checks of the house', () => {
  const found = (
    rule: (files: readonly SourceFile[]) => readonly Violation[],
    sources: Record<string, string>,
  ): number => rule(Object.entries(sources).map(([path, text]) => parseSource(path, text))).length;

  const planted: Readonly<
    Record<
      string,
      readonly [rule: (files: readonly SourceFile[]) => readonly Violation[], sources: Record<string, string>]
    >
  > = {
    'domain importing the connectors’ contract': [
      importViolations,
      { 'src/domain/a.ts': "import type { B } from '../connector/contract.ts';" },
    ],
    'domain importing a package': [importViolations, { 'src/domain/a.ts': "import { z } from 'zod';" }],
    'a pure folder importing Node': [
      importViolations,
      { 'src/mapping/a.ts': "import { readFileSync } from 'node:fs';" },
    ],
    'one connector importing another': [
      importViolations,
      { 'connectors/a/index.ts': "import { b } from '../b/index.ts';" },
    ],
    'a connector importing the ledger': [
      importViolations,
      { 'connectors/a/index.ts': "export { b } from '../../src/ledger/b.ts';" },
    ],
    'an import at run time': [importViolations, { 'src/ledger/a.ts': "await import('../deliver/b.ts');" }],
    'something importing the runtime': [importViolations, { 'src/api/a.ts': "import '../runtime/b.ts';" }],
    'the runtime importing the command line': [
      importViolations,
      { 'src/runtime/a.ts': "import '../cli/b.ts';" },
    ],
    'code importing a test': [importViolations, { 'src/runtime/a.ts': "import '../../test/support/b.ts';" }],
    'a folder that is not in the table': [importViolations, { 'src/new/a.ts': "import '../domain/b.ts';" }],
    'a ring of two': [
      cycleViolations,
      { 'src/domain/a.ts': "import './b.ts';", 'src/domain/b.ts': "import { a } from './a.ts';" },
    ],
    'a ring of three': [
      cycleViolations,
      {
        'src/x/a.ts': "import './b.ts';",
        'src/x/b.ts': "import './c.ts';",
        'src/x/c.ts': "export * from './a.ts';",
      },
    ],
    'types that refer to each other in a ring': [
      cycleViolations,
      { 'src/x/a.ts': "import { b } from './b.ts';", 'src/x/b.ts': "import type { A } from './a.ts';" },
    ],
    'the clock in a pure folder': [purityViolations, { 'src/merge/a.ts': 'const now = new Date();' }],
    'the time in a pure folder': [purityViolations, { 'src/identity/a.ts': 'const now = Date.now();' }],
    'chance in a pure folder': [purityViolations, { 'src/rules/a.ts': 'const x = Math.random();' }],
    'the environment in a pure folder': [
      purityViolations,
      { 'src/mapping/a.ts': 'const x = process.env.X;' },
    ],
    'a vendor in a string': [vendorViolations, { 'src/ledger/a.ts': "const a = 'HubSpot';" }],
    'a vendor in a template': [vendorViolations, { 'src/ledger/a.ts': 'const a = `to ${1} salesforce`;' }],
    'a vendor in a name': [vendorViolations, { 'src/ledger/a.ts': 'const toSalesforce = 1;' }],
    'a vendor in a path': [vendorViolations, { 'src/ledger/hubspot.ts': 'export {};' }],
    'a file of 301 lines': [lengthViolations, { 'src/ledger/a.ts': 'a;\n'.repeat(301) }],
  };
  for (const [name, [rule, sources]] of Object.entries(planted)) {
    it(`find ${name}`, () => {
      expect(found(rule, sources)).to.equal(1);
    });
  }

  const fine: Readonly<
    Record<string, readonly [(files: readonly SourceFile[]) => readonly Violation[], Record<string, string>]>
  > = {
    'what the table allows': [
      importViolations,
      {
        'src/capture/a.ts':
          "import '../ledger/b.ts'; import '../connector/contract.ts'; import pg from 'pg';",
        'src/cli/main.ts': "import '../runtime/b.ts';",
        'connectors/a/index.ts': "import '../../src/domain/b.ts'; import './c.ts'; import 'node:fs';",
      },
    ],
    'two ways to one file': [
      cycleViolations,
      {
        'src/x/a.ts': "import './b.ts'; import './c.ts';",
        'src/x/b.ts': "import './c.ts';",
        'src/x/c.ts': 'export {};',
      },
    ],
    'a date from a given text': [purityViolations, { 'src/merge/a.ts': "const a = new Date('2026-11-21');" }],
    'a vendor in comments': [
      vendorViolations,
      { 'src/ledger/a.ts': '/** As HubSpot does. */\nconst a = 1; // Salesforce\n/* salesforce */' },
    ],
    'a file of 300 lines': [lengthViolations, { 'src/ledger/a.ts': 'a;\n'.repeat(300) }],
  };
  for (const [name, [rule, sources]] of Object.entries(fine)) {
    it(`let pass ${name}`, () => {
      expect(found(rule, sources)).to.equal(0);
    });
  }

  it('find the name of the workplace in a text, line by line', () => {
    const [work, facts] = ['work', 'facts'];
    const text = ['fine', `see /${work}/x`, `in shared/${facts}/x`, `from ../shared/${facts}`].join('\n');
    expect(workplaceViolations([{ path: 'README.md', text }])).to.have.length(3);
    expect(
      workplaceViolations([{ path: 'README.md', text: 'our team-work/life, a shared table' }]),
    ).to.deep.equal([]);
  });
});
