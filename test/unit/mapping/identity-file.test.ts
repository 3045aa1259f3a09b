import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseIdentity } from '../../../src/mapping/identity-file/parse.ts';
import { loadMappings } from '../../../src/runtime/mappings.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'mappings');
const SHIPPED = readFileSync(join(FOLDER, 'identity.yaml'), 'utf8');

const GOOD = `person:
  compare:
    email: { as: email, levels: { same: { from: 1, m: 0.7, u: 0.001 } } }
    lastName: { as: family-name, levels: { same: { from: 1, m: 0.7, u: 0.01 }, close: { from: 0.9, m: 0.2, u: 0.01 } } }
  rules:
    - { name: same e-mail, when: { email: same }, then: link }
    - { name: alike, score: [email, lastName], prior: 0.001, link: 0.99, park: 0.8 }
  block: [email, lastName sound]
`;

/** Line, column, cause and fix of each problem after one piece of a good file was changed. */
const problems = (from: string, to: string, text = GOOD): readonly string[] => {
  expect(text).to.include(from);
  const read = parseIdentity(text.replace(from, to), 'identity.yaml');
  return read.kind === 'ok'
    ? []
    : read.problems.map(({ line, column, cause, fix }) => `${line}:${column} ${cause}. ${fix}`);
};

describe('the identity file', () => {
  it('as shipped has no problems and is not taken for a mapping', async () => {
    const { byKind, identity } = await loadMappings(FOLDER);
    expect([...byKind.keys()].sort()).to.deep.equal([
      'activity',
      'campaign',
      'campaign-member',
      'company',
      'contact-role',
      'opportunity',
      'person',
    ]);
    expect([...identity!.keys()]).to.deep.equal(['person', 'company']);
  });

  it('compares only fields that the shipped mappings have, but for the day of birth', async () => {
    const { byKind, identity } = await loadMappings(FOLDER);
    const unknown = [...identity!].flatMap(([kind, rules]) => {
      const known = byKind.get(kind)!.fields.map(({ name }) => name);
      return [...rules.comparisons.values()].flatMap(({ fields }) =>
        fields.filter((field) => !known.includes(field)),
      );
    });
    expect([...new Set(unknown)]).to.deep.equal(['birthDate', 'website']);
  });

  it('means what it says', () => {
    const read = parseIdentity(GOOD, 'identity.yaml');
    if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
    const rules = read.rules.get('person')!;
    expect(rules.largestBlock).to.equal(200);
    expect(rules.comparisons.get('email')?.different.m).to.be.closeTo(0.3, 1e-9);
    expect(rules.comparisons.get('email')?.levels[0]?.weight).to.be.closeTo(Math.log2(700), 1e-9);
    expect(rules.blocks.map(({ name }) => name)).to.deep.equal(['email', 'lastName sound']);
  });

  const conditions: Readonly<Record<string, readonly string[]>> = {
    same: ['same'],
    close: ['same', 'close'],
    'close or blank': ['same', 'close', 'blank'],
    'below same': ['close', 'different'],
    'below same or blank': ['close', 'different', 'blank'],
    different: ['different'],
    blank: ['blank'],
  };
  for (const [text, levels] of Object.entries(conditions)) {
    it(`takes "lastName: ${text}" as ${levels.join(', ')}`, () => {
      const changed = GOOD.replace('when: { email: same }', `when: { email: same, lastName: ${text} }`);
      const read = parseIdentity(changed, 'identity.yaml');
      const rule = read.kind === 'ok' ? read.rules.get('person')!.rules[0] : undefined;
      expect(rule?.kind === 'exact' && [...rule.when[1]!.levels]).to.deep.equal(levels);
    });
  }

  const mistakes: Readonly<Record<string, readonly [from: string, to: string, problem: string]>> = {
    'an unknown way to compare': [
      'as: email',
      'as: mail',
      '3:18 "mail" is not one of the choices. Did you mean "email"?',
    ],
    'an unknown key': ['block:', 'blocks:', '8:3 unknown key "blocks". Did you mean "block"?'],
    'an unknown comparison': [
      'when: { email: same }',
      'when: { emial: same }',
      '6:36 no comparison is named "emial". Did you mean "email"?',
    ],
    'an unknown level': [
      '{ email: same }',
      '{ email: smae }',
      '6:43 "smae" is no level of email. Did you mean "same"?',
    ],
    'an unknown way to block': [
      'lastName sound]',
      'lastName sounds]',
      '8:18 "sounds" is no way to look at lastName. Did you mean "sound"?',
    ],
    'no rule at all': [
      'when: { email: same }, then: link',
      'then: link',
      '6:7 rule "same e-mail" needs either "when" or "score". Say when it holds, or what is added up.',
    ],
    'a rule that proves nothing': [
      '{ email: same }',
      '{ email: same or blank }',
      '6:28 this holds for records of which nothing agrees. Let at least one comparison agree, without "or blank".',
    ],
    'thresholds the wrong way round': [
      'park: 0.8',
      'park: 0.995',
      '7:80 nothing would be parked: "park" is above "link". Make it smaller than "link".',
    ],
    'levels out of order': [
      'close: { from: 0.9',
      'close: { from: 1',
      '4:95 "close" is never reached: "same" above it begins no higher. Put the levels in order, the highest first.',
    ],
    'chances that are too much together': [
      'close: { from: 0.9, m: 0.2',
      'close: { from: 0.9, m: 0.5',
      '4:34 the m of all levels are 1.200 together. Leave something below 1 for "different".',
    ],
    'evidence the wrong way round': [
      'm: 0.7, u: 0.001',
      'm: 0.001, u: 0.7',
      '3:41 "same" would speak against a match. Its m must be greater than its u: records that are the same agree more often.',
    ],
    'two rules of one name': [
      'name: alike',
      'name: same e-mail',
      '7:15 another rule is named "same e-mail". Give each its own name.',
    ],
    'YAML that is none': ['block: [', 'block: [[', ''],
  };
  for (const [name, [from, to, problem]] of Object.entries(mistakes)) {
    it(`tells ${name}, with its place and its fix`, () => {
      const found = problems(from, to);
      expect(
        found.some((line) => line.includes(problem)),
        found.join('\n'),
      ).to.equal(true);
      if (name !== 'an unknown key') expect(found).to.have.length(1);
    });
  }

  it('tells all problems at once, those of form and those of meaning', () => {
    const text = SHIPPED.replace('as: street', 'as: stret').replace(
      '{ phone: same, firstName',
      '{ phon: same, firstName',
    );
    expect(
      problems('prior: 0.0001', 'priro: 0.0001', text).map((line) => line.replace(/^\S+ /u, '')),
    ).to.deep.equal([
      '"stret" is not one of the choices. Did you mean "street"?',
      'no comparison is named "phon". Did you mean "phone"?',
      'unknown key "priro". Did you mean "prior"?',
    ]);
  });
});
