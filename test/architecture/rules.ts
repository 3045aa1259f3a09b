import type { SourceFile } from './source-files.ts';

/** One break of a rule: where, and which. */
export interface Violation {
  readonly path: string;
  readonly rule: string;
}

/** Folder → the own folders it may import beside itself. `*` is everything but what nobody may import. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/domain': [],
  'src/connector': ['src/domain'],
  'src/expression': ['src/domain'],
  'src/mapping': ['src/domain', 'src/identity', 'src/expression'],
  'src/merge': ['src/domain', 'src/mapping', 'src/identity'],
  'src/identity': ['src/domain'],
  'src/attribution': ['src/domain'],
  'src/rules': ['src/domain', 'src/expression', 'src/identity', 'src/mapping'],
  'src/ledger': ['src/domain'],
  'src/platform': ['src/domain', 'src/connector'],
  'src/capture': ['src/connector', 'src/ledger', 'src/domain'],
  'src/erase': ['src/connector', 'src/ledger', 'src/domain'],
  'src/deliver': ['src/connector', 'src/ledger', 'src/domain'],
  'src/reconcile': ['src/mapping', 'src/identity', 'src/merge', 'src/rules', 'src/ledger', 'src/domain'],
  'src/decide': ['src/rules', 'src/expression', 'src/mapping', 'src/reconcile', 'src/ledger', 'src/domain'],
  'src/sla': ['src/decide', 'src/rules', 'src/mapping', 'src/ledger', 'src/domain'],
  'src/backtest': ['src/decide', 'src/rules', 'src/expression', 'src/domain'],
  'src/notify': ['src/connector', 'src/ledger', 'src/domain', 'src/platform'],
  'src/report': ['src/attribution', 'src/rules', 'src/expression', 'src/mapping', 'src/domain'],
  'src/api': ['src/ledger', 'src/domain', 'src/rules', 'src/backtest', 'src/report'],
  'src/runtime': ['*'],
  'src/cli': ['*', 'src/runtime'],
};

/** Only the command line builds the runtime, and nothing builds the command line. */
const NEVER_IMPORTED = ['src/runtime', 'src/cli'];

/** No I/O, clock, chance or environment: what decides can be replayed. */
const PURE = [
  'src/domain',
  'src/expression',
  'src/mapping',
  'src/merge',
  'src/identity',
  'src/attribution',
  'src/rules',
  'src/backtest',
  'src/report',
];
const IMPURE = [
  /\bDate \. now\b/,
  /\bnew Date \( \)/,
  /\bMath \. random\b/,
  /\bprocess \./,
  /\bcrypto \. random/,
  /\bfetch \(/,
  /\bset(?:Timeout|Interval|Immediate) \(/,
];

const VENDORS = /hubspot|salesforce|jsforce/i;
const MAX_LINES = 300;

/** The part of the house a file belongs to: `src/<x>`, `connectors/<x>`, or its first folder. */
export function partOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'src' || first === 'connectors' ? `${first}/${second}` : first;
}

const isOwn = (imported: string): boolean => /^(src|connectors|test|bench|bin)\//.test(imported);

/** The table of imports in CONTRIBUTING.md. Tests may import everything. */
export function importViolations(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap((file) => {
    const part = partOf(file.path);
    return file.imports
      .filter((imported) => !mayImport(part, imported))
      .map((imported) => ({ path: file.path, rule: `${part} may not import ${imported}` }));
  });
}

function mayImport(part: string, imported: string): boolean {
  if (part === 'test' || part === 'bench') return true;
  if (!isOwn(imported)) return packageAllowed(part, imported);
  const target = partOf(imported);
  if (target === part) return true;
  if (part.startsWith('connectors/')) return target === 'src/domain' || target === 'src/connector';
  const allowed = MAY_IMPORT[part];
  if (allowed === undefined) return false;
  if (NEVER_IMPORTED.includes(target)) return allowed.includes(target);
  return allowed.includes('*') ? target !== 'test' : allowed.includes(target);
}

/** Which packages and Node modules: domain none, pure folders no Node module, the ledger's SQL only by kysely and pg. */
function packageAllowed(part: string, name: string): boolean {
  if (part === 'src/domain') return false;
  if (PURE.includes(part)) return !name.startsWith('node:');
  if (part === 'src/ledger') return !/^(bullmq|ioredis|express)$/.test(name);
  return true;
}

export const purityViolations = (files: readonly SourceFile[]): readonly Violation[] =>
  files
    .filter((file) => PURE.includes(partOf(file.path)))
    .flatMap((file) =>
      IMPURE.filter((pattern) => pattern.test(file.code)).map((pattern) => ({
        path: file.path,
        rule: `pure code uses ${pattern.source.replaceAll('\\b', '').replaceAll('\\', '')}`,
      })),
    );

/** Comments may name a vendor as an example; code may not. */
export const vendorViolations = (files: readonly SourceFile[]): readonly Violation[] =>
  files
    .filter((file) => file.path.startsWith('src/') && VENDORS.test(`${file.path} ${file.code}`))
    .map(({ path }) => ({ path, rule: 'a vendor is named outside connectors/' }));

export const lengthViolations = (files: readonly SourceFile[]): readonly Violation[] =>
  files
    .filter((file) => partOf(file.path) !== 'test' && file.lines > MAX_LINES)
    .map(({ path, lines }) => ({ path, rule: `${lines} lines; the most is ${MAX_LINES}` }));

/** Each ring of files that import each other, once; for their types alone, too, as a reader goes round all the same. */
export function cycleViolations(files: readonly SourceFile[]): readonly Violation[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const state = new Map<string, 'open' | 'done'>();
  const violations: Violation[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      const ring = [...trail.slice(trail.indexOf(path)), path];
      violations.push({ path, rule: `imports itself: ${ring.join(' → ')}` });
      return;
    }
    state.set(path, 'open');
    for (const imported of byPath.get(path)?.imports ?? []) {
      if (byPath.has(imported)) visit(imported, [...trail, path]);
    }
    state.set(path, 'done');
  };
  for (const { path } of files) visit(path, []);
  return violations;
}

/** Words of the place the project was written in; the project speaks of itself alone. In parts, so as not to match here. */
const WORKPLACE = new RegExp(
  [
    '(?<![\\w.-])/' + 'work/',
    'shared' + '/(?:facts|data|samples|hooks|design|house)',
    'fact' + ' sheet',
    '/tmp/' + 'prompts',
  ].join('|'),
);

export const workplaceViolations = (
  texts: readonly { readonly path: string; readonly text: string }[],
): readonly Violation[] =>
  texts.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        WORKPLACE.test(line) ? [{ path: `${path}:${index + 1}`, rule: 'names the workplace' }] : [],
      ),
  );
