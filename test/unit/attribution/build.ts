import { attribute } from '../../../src/attribution/attribute.ts';
import type { Attribution } from '../../../src/attribution/credit.ts';
import type { AttributionSettings, Model } from '../../../src/attribution/model.ts';
import { MODELS } from '../../../src/attribution/models/index.ts';
import { readAmount, type Amount } from '../../../src/attribution/money.ts';
import type { Path, Source, Touch } from '../../../src/attribution/path.ts';
import { DAY_MS } from '../../../src/domain/clock.ts';

export const DAY_0 = Date.parse('2026-09-01T00:00:00.000Z');
export const day = (number: number): number => DAY_0 + number * DAY_MS;

export const named = (name: string): Source => ({ kind: 'named', name });

/** Touches by the names of their sources, one a day. */
export const touchesOf = (...names: readonly string[]): readonly Touch[] =>
  names.map((name, index) => ({
    key: `touch ${String(index).padStart(4, '0')}`,
    at: day(index),
    source: named(name),
  }));

export function amountOf(text: string, currency: string | null = 'EUR', rate: string | null = null): Amount {
  const amount = readAmount(text, currency, rate);
  if (amount === null) throw new Error(`${text} is no amount`);
  return amount;
}

/** Won on day 90 for 100 EUR, by what the people with a contact role did. */
export const PATH: Path = {
  opportunity: 'an opportunity',
  touches: [],
  reach: 'contact-roles',
  leadCreatedAt: null,
  openedAt: null,
  ending: { kind: 'won', at: day(90) },
  amount: amountOf('100'),
};

export function modelOf(name: string): Model {
  const model = MODELS.get(name);
  if (model === undefined) throw new Error(`there is no model ${name}`);
  return model;
}

export const allModels: readonly Model[] = [...MODELS.values()];

export async function attributed(
  models: readonly Model[],
  paths: readonly Path[],
  settings?: AttributionSettings,
): Promise<readonly Attribution[]> {
  const told: Attribution[] = [];
  for await (const one of attribute(models, () => paths, settings)) told.push(one);
  return told;
}

/** What each touch of one path gets, in its units; 0 for those without credit. */
export async function unitsOf(
  name: string,
  path: Path,
  learnedFrom: readonly Path[] = [],
): Promise<readonly number[]> {
  const all = await attributed([modelOf(name)], [path, ...learnedFrom]);
  const credits = all[0]?.credits ?? [];
  return path.touches.map(({ key }) => Number(credits.find(({ touch }) => touch.key === key)?.units ?? 0n));
}
