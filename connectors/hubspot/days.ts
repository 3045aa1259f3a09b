import type { CallOptions } from '../../src/connector/contract.ts';
import { traitsOf } from './objects.ts';
import type { Session } from './session.ts';
import type { WireRecord } from './wire.ts';

const HOUR_MS = 3_600_000;
const NOON = 12 * HOUR_MS;

/**
 * Gives records the day in place of the moment, where a property means a day: it is the one that people of the account see,
 * in its time zone.
 */
export async function withDays(
  session: Session,
  object: string,
  records: readonly WireRecord[],
  options: CallOptions,
): Promise<readonly WireRecord[]> {
  const { days } = traitsOf(object);
  if (days.length === 0 || records.length === 0) return records;
  const zone = await session.timeZone(options);
  return records.map((wire) => {
    const told = days.flatMap((name): (readonly [string, string])[] => {
      const raw = wire.properties[name];
      const day = raw ? dayOf(raw, zone) : null;
      return day === null ? [] : [[name, day]];
    });
    return { ...wire, properties: { ...wire.properties, ...Object.fromEntries(told) } };
  });
}

/** Null for what is no moment. */
function dayOf(wire: string, zone: string): string | null {
  const at = new Date(/^-?\d+$/.test(wire) ? Number(wire) : wire);
  return Number.isNaN(at.getTime()) ? null : localText(at, zone).slice(0, 10);
}

/**
 * Noon of a day (`2026-12-31`) in the time zone, as ISO 8601: it is the same day for people up to eleven hours to the west
 * and to the east, and no clock is put forward or back then.
 */
export function noonOf(day: string, zone: string): string {
  const noonUtc = Date.parse(`${day}T00:00:00Z`) + NOON;
  const ahead = Date.parse(`${localText(new Date(noonUtc), zone)}Z`) - noonUtc;
  return new Date(noonUtc - ahead).toISOString();
}

/** As `2026-12-31T12:00:00`. */
const localText = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
    .format(at)
    .replace(' ', 'T');
