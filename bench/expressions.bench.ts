/** Expressions: simple rules and records of 20 fields a second on one core, beside the same written by hand in JavaScript. */
import type { FieldType } from '../src/domain/schema.ts';
import type { Fields } from '../src/domain/value.ts';
import { compileExpression } from '../src/expression/compile.ts';
import type { Expression, Inputs } from '../src/expression/expression.ts';
import { printHead, printTable, rounded } from './support/report.ts';

const MS = Number(process.env['BENCH_MS'] ?? 500);
const RECORDS = 1_000;
const NOW = new Date('2026-11-21T12:00:00.000Z');

const SCHEMA = new Map(
  Object.entries({
    firstName: 'text',
    lastName: 'text',
    email: 'email',
    city: 'text',
    country: 'text',
    employees: 'number',
    revenue: 'number',
    optedOut: 'boolean',
    interests: 'options',
    createdAt: 'datetime',
  } satisfies Record<string, FieldType>).map(([name, type]) => [name, { type }]),
);

/** Records with holes: every third has no country, every fourth no number of employees. */
const records: readonly Fields[] = Array.from({ length: RECORDS }, (_, index) => ({
  firstName: `Anna ${index}`,
  lastName: 'Gruber',
  email: `anna${index}@acme.com`,
  city: index % 2 === 0 ? 'Berlin' : null,
  country: index % 3 === 0 ? null : 'DE',
  employees: index % 4 === 0 ? null : index,
  revenue: index * 1000,
  optedOut: index % 5 === 0,
  interests: ['Analytics', 'CRM'],
  createdAt: new Date(NOW.getTime() - index * 3_600_000).toISOString(),
}));
const full = records.filter(
  ({ country, employees, city }) => country !== null && employees !== null && city !== null,
);

const compile = (text: string): Expression => {
  const result = compileExpression(text, SCHEMA);
  if (result.kind === 'invalid') throw new Error(`${text}: ${JSON.stringify(result.problems)}`);
  return result.expression;
};

/** Calls a second in the best of many rounds: others on the machine only slow it. `sink` keeps the engine from leaving the work out. */
function perSecond(work: (inputs: Inputs, fields: Fields) => unknown, of: readonly Fields[]): number {
  const inputs = of.map((fields): Inputs => ({ fields, now: NOW }));
  let sink = 0;
  const round = (): number => {
    const started = performance.now();
    for (let times = 0; times < 10; times += 1) {
      for (const [index, input] of inputs.entries()) {
        if (work(input, of[index] ?? {}) !== undefined) sink += 1;
      }
    }
    return (inputs.length * 10 * 1000) / (performance.now() - started);
  };
  const end = performance.now() + MS;
  let best = 0;
  while (performance.now() < end) best = Math.max(best, round());
  if (sink === 0) throw new Error('nothing was done');
  return best;
}

const rule = compile('employees > 50 && country == "DE"');
const window = compile('createdAt > now - 30d && "CRM" in interests');
const COLUMNS = [
  'firstName + " " + lastName',
  'lower(email)',
  'coalesce(city, "n/a")',
  'country == "DE" ? "Germany" : "abroad"',
  'employees > 250 ? "large" : employees > 50 ? "middle" : "small"',
  'revenue / employees',
  '!optedOut',
  'size(interests)',
  '"CRM" in interests',
  'createdAt > now - 30d',
];
const columns = [...COLUMNS, ...COLUMNS].map(compile);

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function byHand(fields: Fields): readonly unknown[] {
  const { firstName, lastName, email, city, country, interests, optedOut } = fields;
  const employees = numberOf(fields['employees']);
  const revenue = numberOf(fields['revenue']);
  const list = Array.isArray(interests) ? (interests as readonly string[]) : null;
  return [
    text(firstName) === null || text(lastName) === null ? null : `${String(firstName)} ${String(lastName)}`,
    text(email)?.toLowerCase() ?? null,
    city ?? 'n/a',
    country === null ? null : country === 'DE' ? 'Germany' : 'abroad',
    employees === null ? null : employees > 250 ? 'large' : employees > 50 ? 'middle' : 'small',
    revenue === null || employees === null || employees === 0 ? null : revenue / employees,
    typeof optedOut === 'boolean' ? !optedOut : null,
    list?.length ?? null,
    list?.includes('CRM') ?? null,
    Date.parse(text(fields['createdAt']) ?? '') > NOW.getTime() - 30 * 86_400_000,
  ];
}

printHead(`Expressions on ${rounded(RECORDS)} records, one core`);
const handRule = (_: Inputs, { employees, country }: Fields): boolean | null => {
  if (typeof employees === 'number' && employees <= 50) return false;
  if (country !== null && country !== 'DE') return false;
  return typeof employees === 'number' && typeof country === 'string' ? true : null;
};
const handWindow = (_: Inputs, { createdAt, interests }: Fields): boolean =>
  Date.parse(text(createdAt) ?? '') > NOW.getTime() - 30 * 86_400_000 &&
  Array.isArray(interests) &&
  (interests as readonly string[]).includes('CRM');

const rows = [
  ['simple rules, no holes', perSecond((inputs) => rule.evaluate(inputs), full), perSecond(handRule, full)],
  [
    'simple rules, records with holes',
    perSecond((inputs) => rule.evaluate(inputs), records),
    perSecond(handRule, records),
  ],
  [
    'rules on a date and a list',
    perSecond((inputs) => window.evaluate(inputs), records),
    perSecond(handWindow, records),
  ],
  [
    'records of 20 fields, no holes',
    perSecond((inputs) => columns.map((column) => column.evaluate(inputs)), full),
    perSecond((_, fields) => [byHand(fields), byHand(fields)], full),
  ],
  [
    'records of 20 fields, with holes',
    perSecond((inputs) => columns.map((column) => column.evaluate(inputs)), records),
    perSecond((_, fields) => [byHand(fields), byHand(fields)], records),
  ],
] as const;
printTable(
  rows.map(([what, ours, hand]) => ({
    what,
    'expressions/s': rounded(ours),
    'by hand/s': rounded(hand),
    ratio: (hand / ours).toFixed(1),
  })),
);
