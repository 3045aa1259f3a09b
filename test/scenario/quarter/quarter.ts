import { sql } from 'kysely';
import { seededRandom } from '../../../src/connector/sim/random.ts';
import { DAY_MS, HOUR_MS, type Clock } from '../../../src/domain/clock.ts';
import { drained } from '../../../src/runtime/drained.ts';
import { openHarness, type Harness } from '../../support/harness.ts';
import { unpaced } from '../../support/unpaced.ts';
import { editedMappings } from '../edited-mappings.ts';
import { eventually, listening } from '../views.ts';
import { addCurrency, doBusiness } from './business.ts';
import { compressedClock } from './clock.ts';

/** A Monday; until the 90 days are over, Berlin is one hour before UTC. */
const START = new Date('2025-11-03T06:00:00Z');
const DAYS = 90;

const SETTLE_MS = 30_000;

export interface QuarterOptions {
  /** In all. */
  readonly newcomers: number;
  readonly seed: number;
  /** On which days of the week something is done; 0 is Sunday. Each takes about a second of a processor. */
  readonly atWork: readonly number[];
}

export interface Quarter {
  readonly world: Harness;
  /** When everybody was at work, and Leadloop after them. */
  readonly moments: readonly number[];
  close(): Promise<void>;
}

/** 90 days of business between both systems. */
export async function liveQuarter({ newcomers, seed, atWork }: QuarterOptions): Promise<Quarter> {
  const moments = momentsOf(atWork);
  const mappings = await editedMappings(
    {},
    {
      'opportunity.yaml': {
        '  # currency: { type: option, hubspot: deal_currency_code, salesforce: CurrencyIsoCode, authority: salesforce, nulls: keep }':
          '  currency: { type: text, salesforce: Currency__c, direction: from salesforce }',
      },
      // A hand-off that is given to somebody else in between would not tell who had it first.
      'rules/handoff.yaml': { 'at: 200%, do: reassign': 'at: 9000%, do: reassign' },
    },
  );
  const clock = compressedClock(START);
  const pace = await unpaced();
  const world = await openHarness({ clock, configDir: mappings.folder, prepare: addCurrency }).finally(pace);
  const close = async (): Promise<void> => {
    await world.close();
    await mappings.remove();
  };
  try {
    await listening(world);
    await world.force.control.post('cdc', { retention: 1_000_000 });
    const random = seededRandom(seed);
    const comeBefore = (moment: number): number => Math.floor((moment * newcomers) / moments.length);
    for (const [index, today] of moments.entries()) {
      clock.goTo(today);
      await doBusiness(world, random, { newcomers: comeBefore(index + 1) - comeBefore(index), today });
      await settle(world, clock);
    }
    return { world, moments: moments.map((moment) => moment.getTime()), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** At other hours each day, so that what was given the day before is answered after few working hours, or many. */
const momentsOf = (atWork: readonly number[]): readonly Date[] =>
  Array.from(
    { length: DAYS },
    (_, day) => new Date(START.getTime() + day * DAY_MS + (2 + ((day * 3) % 8)) * HOUR_MS),
  ).filter((moment) => atWork.includes(moment.getUTCDay()));

/** Until nothing is under way, the clocks of the hand-offs have been looked at, and what was due by them is done. */
async function settle(world: Harness, clock: Clock): Promise<void> {
  const { db } = world.runtime;
  await world.settle();
  await eventually(async () => {
    const { rows } = await sql`
      select 1 from hand_off where closed_at is null and look_at <= ${clock.now()} limit 1`.execute(db);
    return rows.length === 0;
  });
  await drained({ db, clock, signal: AbortSignal.timeout(SETTLE_MS) });
}
