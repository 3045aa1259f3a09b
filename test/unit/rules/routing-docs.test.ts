import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import type { Fields } from '../../../src/domain/value.ts';
import { rolesJsonSchema } from '../../../src/rules/roles/document.ts';
import { checkRoles } from '../../../src/rules/roles/check.ts';
import { parseRoles } from '../../../src/rules/roles/parse.ts';
import { checkRouting } from '../../../src/rules/routing/check.ts';
import { COLUMNS } from '../../../src/rules/routing/cell.ts';
import { routingJsonSchema } from '../../../src/rules/routing/document.ts';
import { parseRouting } from '../../../src/rules/routing/parse.ts';
import { sayReason } from '../../../src/rules/routing/reason.ts';
import { route } from '../../../src/rules/routing/route.ts';
import { NO_STATE } from '../../../src/rules/routing/state.ts';
import { readClock } from '../../../src/rules/sla/clock.ts';
import { compileSla } from '../../../src/rules/sla/compile.ts';
import { slaDocument } from '../../../src/rules/sla/document.ts';
import { expectSchema, expectTable } from '../../support/docs.ts';
import { shown, taken } from './build-files.ts';
import { FIELDS } from './fields.ts';
import { SANDBOX } from './sandbox.ts';

const DOCS = join(import.meta.dirname, '..', '..', '..', 'docs');
const PAGE = join(DOCS, 'routing.md');
const NOW = new Date('2026-11-30T10:00:00+01:00');
const page = readFileSync(PAGE, 'utf8');

const examples = [...page.matchAll(/^```yaml (\w+)\n(.*?)^```$/gmsu)].map(([, kind = '', text = '']) => ({
  kind,
  text,
}));
const FIRST = examples.find(({ kind }) => kind === 'routing')!.text;

/** What an example leaves out is taken from the first file of the page. */
const wholeFile = (kind: string, text: string): string => {
  if (kind === 'routing') return text;
  const part = (kind === 'rules' ? { rules: parse(text) as unknown } : parse(text)) as object;
  return stringify({ ...(parse(FIRST) as object), ...part });
};

interface Described {
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
  readonly description?: string;
}
const described = (routingJsonSchema() as Described).properties!['rules']!.items!.properties!;

describe('the documentation of routing', () => {
  it('has examples of every kind', () => {
    expect([...new Set(examples.map(({ kind }) => kind))].sort()).to.deep.equal([
      'part',
      'roles',
      'routing',
      'rules',
      'sla',
    ]);
    expect(examples.length).to.equal([...page.matchAll(/^```yaml/gmu)].length);
  });

  for (const [index, { kind, text }] of examples.entries()) {
    it(`example ${index + 1} (${kind}) has no problems`, () => {
      if (kind === 'sla') {
        const source = slaDocument.parse(parse(text));
        compileSla(source, [], (_, cause) => expect.fail(cause));
      } else if (kind === 'roles')
        expect(shown(checkRoles(taken(parseRoles(text, 'roles.yaml')), SANDBOX, []))).to.deep.equal([]);
      else {
        const parsed = taken(parseRouting(wholeFile(kind, text), 'routing.yaml', FIELDS));
        expect(shown(checkRouting(parsed, SANDBOX, NOW))).to.deep.equal([]);
      }
    });
  }

  const { value: first } = taken(parseRouting(FIRST, 'routing.yaml', FIELDS));
  const [, table = ''] = page.split('<!-- examples -->');
  const rows = [...table.split('<!-- /examples -->')[0]!.matchAll(/^\| `(.+?)` \| `(.+?)` \| (.+?) \|$/gmu)];

  it('shows where people go', () => expect(rows).to.have.length(5));

  for (const [, given = '', to = '', because = ''] of rows) {
    it(`gives someone with ${given} to ${to}`, () => {
      const pairs = given.split(', ').map((pair) => pair.split(': '));
      const fields: Fields = Object.fromEntries(
        pairs.map(([name = '', value = '']) => [name, /^\d+$/u.test(value) ? Number(value) : value]),
      );
      const routed = route(first, { fields, now: NOW, previous: null, directory: SANDBOX, state: NO_STATE });
      expect(routed.to).to.deep.equal({ kind: 'owner', email: to });
      expect(`${routed.rule ?? ''}: ${sayReason(routed.why)}`).to.equal(because);
    });
  }

  it('is right about what is due on Monday', () => {
    const { text } = examples.find(({ kind }) => kind === 'sla')!;
    const sla = compileSla(slaDocument.parse(parse(text)), [], (_, cause) => expect.fail(cause));
    const visible = new Date('2026-11-27T14:50:00+01:00');
    const moments = {
      source: null,
      received: visible,
      decided: null,
      visible,
      reassigned: null,
      touched: null,
    };
    const handOff = { moments, priority: null, stepsDone: 0, reassignments: 0 };
    const { due } = readClock(sla, handOff, first.calendars.get('office')!, visible);
    expect(due).to.deep.equal(new Date('2026-11-30T09:20:00+01:00'));
  });

  it('lists every way and every column as the schema describes them', () => {
    const ways = ['previous-owner', 'owner-in', 'table', 'owner', 'team', 'queue', 'partner'];
    expectTable(PAGE, 'ways', [
      '| way | who gets the person |',
      '|---|---|',
      ...ways.map((way) => `| \`${way}\` | ${described[way]?.description ?? ''} |`),
    ]);
    const columns = described['table']!.items!.properties!;
    expectTable(PAGE, 'columns', [
      '| column | reads, unless `columns` says otherwise | |',
      '|---|---|---|',
      ...Object.entries(COLUMNS).map(
        ([name, field]) => `| \`${name}\` | \`${field}\` | ${columns[name]?.description ?? ''} |`,
      ),
    ]);
  });

  for (const [name, schema] of Object.entries({ routing: routingJsonSchema(), roles: rolesJsonSchema() })) {
    it(`has a JSON Schema of ${name}.yaml that is made from the code`, async () => {
      const file = join(DOCS, 'schema', `${name}.schema.json`);
      await expectSchema(file, schema);
    });
  }
});
