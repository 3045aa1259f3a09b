import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldType } from '../../../src/domain/schema.ts';
import type { ExpressionSchema } from '../../../src/expression/types.ts';
import { decide } from '../../../src/rules/decide.ts';
import type { Decision } from '../../../src/rules/decision.ts';
import { parseRules, QUALIFICATION_FILE, SCORING_FILE } from '../../../src/rules/files/parse.ts';
import type { RuleFields } from '../../../src/rules/files/parse.ts';
import type { DecisionInput, Opportunity, Touchpoint } from '../../../src/rules/input.ts';
import type { Rules } from '../../../src/rules/rules.ts';
import { shippedFields } from './fields.ts';

export const ROOT = join(import.meta.dirname, '..', '..', '..');
export const MAPPINGS = join(ROOT, 'mappings');

export const DAY = 86_400_000;
export const NOW = Date.parse('2026-11-21T12:00:00.000Z');

/** The canonical fields of the shipped mappings. */
export const FIELDS: RuleFields = { person: shippedFields('person'), company: shippedFields('company') };

export const schema = (types: Readonly<Record<string, FieldType>>): ExpressionSchema =>
  new Map(Object.entries(types).map(([name, type]) => [name, { type }]));

export const shipped = (file: string): string => readFileSync(join(MAPPINGS, file), 'utf8');

/** A scoring file of a few lines: what is not given is harmless. */
export function scoringText({
  fit = '{ name: Country, when: \'country == "Germany"\', points: 20 }',
  engagement = '{ name: Pricing, activity: page_view, containing: /pricing, points: 8, half-life: 14d }',
  fitCap = 100,
  engagementCap = 100,
  more = '',
}: {
  readonly fit?: string;
  readonly engagement?: string;
  readonly fitCap?: number;
  readonly engagementCap?: number;
  readonly more?: string;
} = {}): string {
  const lines = (signals: string): string =>
    signals
      .trim()
      .split('\n')
      .map((line) => `        - ${line.trim()}`)
      .join('\n');
  return `fit:
  groups:
    - name: Who
      cap: ${fitCap}
      signals:
${lines(fit)}
engagement:
  groups:
    - name: What
      cap: ${engagementCap}
      signals:
${lines(engagement)}
grades: { A: 20, B: 15, C: 10, D: 5, E: 1 }
levels: { 1: 50, 2: 25, 3: 5 }
matrix:
  A: [hot, hot, warm, cool]
  B: [hot, warm, warm, cool]
  C: [warm, warm, cool, cold]
  D: [warm, cool, cold, cold]
  E: [cool, cool, cold, cold]
  F: [cold, cold, cold, cold]
${more}`;
}

export function rulesOf(files: {
  readonly scoring?: string | undefined;
  readonly qualification?: string | undefined;
}): Rules {
  const { rules, problems } = parseRules(filesOf(files), FIELDS);
  if (rules === null) throw new Error(JSON.stringify(problems, null, 2));
  return rules;
}

export const filesOf = (files: {
  readonly scoring?: string | undefined;
  readonly qualification?: string | undefined;
}): ReadonlyMap<string, string> =>
  new Map(
    [[SCORING_FILE, files.scoring] as const, [QUALIFICATION_FILE, files.qualification] as const].flatMap(
      ([file, text]) => (text === undefined ? [] : [[file, text] as const]),
    ),
  );

export const shippedRules = (): Rules =>
  rulesOf({ scoring: shipped(SCORING_FILE), qualification: shipped(QUALIFICATION_FILE) });

/** Somebody who fits and has done nothing yet. */
export const ADA: DecisionInput = {
  person: {
    email: 'ada@acme.example',
    firstName: 'Ada',
    lastName: 'Lovelace',
    company: 'Acme',
    jobTitle: 'Head of IT',
    country: 'Germany',
    phone: null,
  },
  company: { employees: 400, industry: 'Technology' },
  touchpoints: [],
  totals: [],
  standing: {
    stage: 'inquiry',
    cycle: 1,
    since: NOW - 10 * DAY,
    returnAt: null,
    answeredAt: null,
    heard: [],
  },
  opportunities: [],
  now: NOW,
};

/** An open one. */
export const DEAL: Opportunity = {
  id: 'o1',
  stage: 'Prospecting',
  isClosed: false,
  isWon: false,
  amount: 12_000,
  currency: 'EUR',
  closedAt: null,
  lossReason: null,
};

/** `days` before now. */
export const did = (kind: string, days: number, about = ''): Touchpoint => ({
  kind,
  at: NOW - days * DAY,
  about,
});

export const decided = (rules: Rules, change: Partial<DecisionInput>): Decision =>
  decide(rules, { ...ADA, ...change });
