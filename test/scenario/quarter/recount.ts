import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { HOUR_MS } from '../../../src/domain/clock.ts';
import { creditsOf, sourceOf, type By } from './credit.ts';
import { hoursOf, workingHours } from './hours.ts';
import { moneyOf, textOf } from './money.ts';
import type { Deed, Records, Sale } from './records.ts';
import { walk, type Reasons, type Way } from './walk.ts';

/** What a row of a report says, by its name → column → figure. */
export type Figures = Readonly<Record<string, Readonly<Record<string, number | string | null>>>>;

interface Person {
  readonly email: string;
  readonly deeds: readonly Deed[];
  readonly way: Way;
}

/** The reports of one quarter, counted from the records of both systems alone. */
export interface Recount {
  campaigns(by: By, model: string): Figures;
  sources(by: By): Figures;
  funnel(): Figures;
  velocity(): Figures;
  followUp(): Figures;
}

/** Nobody of this market is warm or hot. */
const FIRST_TOUCH_HOURS = 8;
const MAPPINGS = join(import.meta.dirname, '..', '..', '..', 'mappings');

export function recount(records: Records, moments: readonly number[]): Recount {
  const files = {
    stages: (yaml('rules/qualification.yaml') as { stages: readonly string[] }).stages,
    reasons: (yaml('rules/outcomes.yaml') as { reasons: Reasons }).reasons,
  };
  /** When it was seen: everything of one moment of business is of one time. */
  const seenAt = (at: number): number => moments.findLast((moment) => moment <= at) ?? 0;
  const people = [...records.deeds].map(([email, deeds]): Person => ({
    email,
    deeds,
    way: walk(deeds, records.answers.get(email) ?? [], moments, files.reasons),
  }));
  const reached = (own: readonly Person[], fits: (person: Person, at: number) => boolean = () => true) =>
    Object.fromEntries(
      files.stages.map((stage) => [
        stage,
        own.filter((person) =>
          person.way.stages.some((step) => step.stage === stage && fits(person, step.at)),
        ).length,
      ]),
    );
  const enteredAt = ({ deeds }: Person): number => deeds[0]?.at ?? 0;
  const firstTouch = ({ deeds }: Person, source: string, by: By): number | null =>
    deeds.find((deed) => sourceOf(deed, by) === source)?.at ?? null;

  return {
    campaigns(by, model) {
      const touched = new Set(
        people.flatMap(({ deeds }) => deeds.flatMap((deed) => sourceOf(deed, by) ?? [])),
      );
      const credits = records.sales.map((sale) => ({
        sale,
        parts: creditsOf(sale, records.deeds.get(sale.email) ?? [], by, model),
      }));
      const currencies = new Set(
        records.sales
          .filter(({ ending }) => ending !== 'lost')
          .flatMap((sale) => moneyOf(sale)?.currency ?? []),
      );
      const sources = new Set([...touched, ...credits.flatMap(({ parts }) => [...parts.keys()])]);
      return Object.fromEntries(
        [...sources].map((source) => {
          const own = people.filter((person) => firstTouch(person, source, by) !== null);
          const credited = credits.filter(({ parts }) => parts.has(source));
          const count = (ending: Sale['ending']): number =>
            credited.filter(({ sale }) => sale.ending === ending).length;
          const money = (ending: Sale['ending'], currency: string): string => {
            const units = credited
              .filter(({ sale }) => sale.ending === ending && moneyOf(sale)?.currency === currency)
              .reduce((sum, { parts }) => sum + (parts.get(source) ?? 0n), 0n);
            return textOf(units, currency);
          };
          const figures = {
            people: own.length,
            ...reached(own, (person, at) => at >= seenAt(firstTouch(person, source, by) ?? 0)),
            open: count('open'),
            won: count('won'),
            lost: count('lost'),
            ...Object.fromEntries(
              [...currencies].flatMap((currency) => [
                [`pipeline_${currency}`, money('open', currency)],
                [`revenue_${currency}`, money('won', currency)],
              ]),
            ),
          };
          return [source, figures];
        }),
      );
    },

    sources(by) {
      const first = ({ deeds }: Person): string =>
        deeds.map((deed) => sourceOf(deed, by)).find((one) => one !== null) ?? '(blank)';
      return rows(Map.groupBy(people, first), (own) => {
        const stages = reached(own);
        const won = stages['customer'] ?? 0;
        const [low, high] = wilson(won, own.length);
        return {
          people: own.length,
          ...stages,
          conversion: won / own.length,
          conversion_low: low,
          conversion_high: high,
        };
      });
    },

    funnel: () =>
      rows(
        Map.groupBy(people, (person) => new Date(enteredAt(person)).toISOString().slice(0, 7)),
        (own) => ({
          people: own.length,
          ...reached(own),
          again: own.filter(({ way }) => way.stages.some(({ cycle }) => cycle > 1)).length,
        }),
      ),

    velocity() {
      const steps = people.flatMap(({ way: { stages, handOffs } }) => [
        ...stages
          .slice(1)
          .map(({ stage, at }, index): [string, number] => [
            `${stages[index]?.stage} → ${stage}`,
            at - (stages[index]?.at ?? 0),
          ]),
        ...handOffs.flatMap(({ at, touchedAt }): [string, number][] => [
          ['hand-off: done → known', 0],
          ['hand-off: known → visible to sales', 0],
          ...(touchedAt === null
            ? []
            : [['hand-off: visible → first touch', touchedAt - at] as [string, number]]),
        ]),
      ]);
      return rows(
        Map.groupBy(steps, ([step]) => step),
        (own) => ({
          times: own.length,
          ...hoursOf(own.map(([, ms]) => ms / HOUR_MS)),
        }),
      );
    },

    followUp() {
      const now = moments.at(-1) ?? 0;
      const seen = people.flatMap(({ email, way }) =>
        way.handOffs.map((handOff, index) => ({
          ...handOff,
          owner: records.owners.get(email)?.[index] ?? '(nobody)',
        })),
      );
      const reasonOf = ({ answers }: (typeof seen)[number]): string | null => {
        const last = answers.at(-1);
        return last === undefined || last.isOfOpportunity ? null : last.reason;
      };
      const reasons = [...new Set(seen.flatMap((one) => reasonOf(one) ?? []))];
      return rows(
        Map.groupBy(seen, ({ owner }) => owner),
        (own) => {
          const touched = own.flatMap(({ at, touchedAt }) =>
            touchedAt === null ? [] : [workingHours(at, touchedAt)],
          );
          const waited = own.map(({ at, touchedAt }) => workingHours(at, touchedAt ?? now));
          return {
            hand_offs: own.length,
            touched: touched.length,
            in_time: touched.filter((hours) => hours <= FIRST_TOUCH_HOURS).length,
            late: waited.filter((hours) => hours > FIRST_TOUCH_HOURS).length,
            ...hoursOf(touched),
            accepted: own.filter(({ answers }) =>
              answers.some((one) => one.reason === null || one.isOfOpportunity),
            ).length,
            given_back: own.filter((one) => reasonOf(one) !== null).length,
            ...Object.fromEntries(
              reasons.map((reason) => [
                `given_back_${reason.replaceAll(' ', '_')}`,
                own.filter((one) => reasonOf(one) === reason).length,
              ]),
            ),
          };
        },
      );
    },
  };
}

const yaml = (file: string): unknown => parse(readFileSync(join(MAPPINGS, file), 'utf8'));

const rows = <Item>(
  groups: ReadonlyMap<string, readonly Item[]>,
  row: (own: readonly Item[]) => Figures[string],
): Figures => Object.fromEntries([...groups].map(([name, own]) => [name, row(own)]));

/** The bounds of Wilson's interval, at 95 %. */
function wilson(hits: number, of: number): readonly [number, number] {
  const z = 1.959963984540054;
  const p = hits / of;
  const middle = p + (z * z) / (2 * of);
  const swing = z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  return [(middle - swing) / (1 + (z * z) / of), (middle + swing) / (1 + (z * z) / of)];
}
