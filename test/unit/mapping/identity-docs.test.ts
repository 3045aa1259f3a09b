import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Fields } from '../../../src/domain/value.ts';
import { COMPARATORS } from '../../../src/identity/compare/index.ts';
import { decideIdentity } from '../../../src/identity/decide-identity.ts';
import { BLOCK_PARTS, IDENTITY_KINDS } from '../../../src/identity/rules.ts';
import { identityJsonSchema } from '../../../src/mapping/identity-file/document.ts';
import { parseIdentity } from '../../../src/mapping/identity-file/parse.ts';
import { expectSchema, expectTable } from '../../support/docs.ts';
import { candidate, shippedRules } from '../identity/build.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PAGE = join(ROOT, 'docs', 'identity.md');
const SCHEMA = join(ROOT, 'docs', 'schema', 'identity.schema.json');
const SHIPPED = readFileSync(join(ROOT, 'mappings', 'identity.yaml'), 'utf8');

/** `name: Acme, domain: acme.example` */
const fieldsOf = (text: string): Fields =>
  Object.fromEntries(
    text.split(', ').map((pair) => {
      const [name = '', value = ''] = pair.split(': ');
      return [name, value];
    }),
  );

describe('the documentation of identity rules', () => {
  const page = readFileSync(PAGE, 'utf8');

  for (const kind of IDENTITY_KINDS) {
    const [, part = ''] = page.split(`<!-- examples ${kind} -->`);
    const [table = ''] = part.split('<!-- e');
    const rows = [...table.matchAll(/^\| `(.+?)` \| `(.+?)` \| (.+?) \|$/gmu)];

    it(`has examples of a ${kind}`, () => {
      expect(rows).to.have.length.greaterThan(3);
    });

    for (const [, ours = '', theirs = '', then = ''] of rows) {
      it(`${ours} and ${theirs} → ${then}`, () => {
        const decision = decideIdentity(shippedRules(kind), fieldsOf(ours), [
          candidate('1', fieldsOf(theirs)),
        ]);
        const rule =
          decision.kind === 'new'
            ? []
            : [decision.kind === 'link' ? decision.candidate.rule : decision.candidates[0]?.rule];
        expect([decision.kind, ...rule].join(', ')).to.equal(then);
      });
    }
  }

  const examples = [...page.matchAll(/```yaml( rules)?\n(.*?)```/gsu)];
  for (const [index, [, part, yaml = '']] of examples.entries()) {
    it(`example ${index + 1} is a file without problems`, () => {
      const rules = yaml.replace(/^(?=.)/gmu, '    ');
      const text =
        part === undefined
          ? yaml
          : SHIPPED.replace(/^ {2}rules:\n.*?^ {2}block:/msu, `  rules:\n${rules}  block:`);
      expect(parseIdentity(text, 'identity.yaml')).to.deep.include({ kind: 'ok' });
    });
  }

  it('lists every way to compare', () => {
    expectTable(PAGE, 'comparators', [
      '| as | compares |',
      '|---|---|',
      ...Object.entries(COMPARATORS).map(([name, { meaning }]) => `| \`${name}\` | ${meaning} |`),
    ]);
  });

  it('names every way to block', () => {
    expect(BLOCK_PARTS.filter((part) => !page.includes(`\`${part}\``))).to.deep.equal([]);
  });

  it('has a JSON Schema that is made from the code', async () => {
    await expectSchema(SCHEMA, identityJsonSchema());
  });
});
