import { parse } from 'csv-parse/sync';
import { divide } from '../../src/attribution/divide.ts';
import type { Path } from '../../src/attribution/path.ts';

/** Customers who went the same way: how many bought, for how much in all, and how many did not. */
export interface Row {
  readonly channels: readonly string[];
  readonly won: number;
  readonly value: number;
  readonly lost: number;
}

/** A file in the form of the R package ChannelAttribution: `path;total_conversions;total_conversion_value;total_null`. */
export const readRows = (csv: string): readonly Row[] =>
  parse<Readonly<Record<string, string>>>(csv, { columns: true, delimiter: ';', trim: true }).map((row) => ({
    channels: (row['path'] ?? '').split('>').map((channel) => channel.trim()),
    won: Number(row['total_conversions']),
    value: Number(row['total_conversion_value']),
    lost: Number(row['total_null']),
  }));

/** So fine that rounding a share of thousands of amounts stays far below the differences that are looked for. */
export const DECIMALS = 12;
/** Before all touches; one a minute. */
const START = Date.parse('2026-01-01T00:00:00.000Z');
const MINUTE_MS = 60_000;

/** A path for each customer. The amount of a row is shared equally by those who bought. */
export function* pathsOf(rows: readonly Row[]): Generator<Path> {
  for (const [index, { channels, won, value, lost }] of rows.entries()) {
    const touches = channels.map((name, place) => ({
      key: `${index} ${String(place).padStart(4, '0')}`,
      at: START + place * MINUTE_MS,
      source: { kind: 'named', name } as const,
    }));
    const at = START + channels.length * MINUTE_MS;
    const whole = BigInt(value.toFixed(DECIMALS).replace('.', ''));
    const amounts = won === 0 ? [] : divide(whole, new Array<number>(won).fill(1));
    for (let customer = 0; customer < won + lost; customer += 1) {
      const units = amounts[customer];
      yield {
        opportunity: `${index} ${customer}`,
        touches,
        reach: 'contact-roles',
        leadCreatedAt: null,
        openedAt: null,
        ending: { kind: units === undefined ? 'lost' : 'won', at },
        amount: units === undefined ? null : { units, decimals: DECIMALS, currency: null, rate: null },
      };
    }
  }
}
