import type { FieldType } from '../domain/schema.ts';
import type { Value } from '../domain/value.ts';
import { passed, type Datum, type Present } from './datum.ts';
import type { Outcome, UnknownCause } from './expression.ts';
import { formatDay, formatDuration, formatMoment } from './time.ts';
import type { Type } from './types.ts';

export const TRUE: Outcome = Object.freeze({ kind: 'known', value: true });
export const FALSE: Outcome = Object.freeze({ kind: 'known', value: false });
export const NOTHING: Outcome = Object.freeze({ kind: 'known', value: null });

export function unknownFor(datum: Datum, missing: readonly string[]): Outcome {
  const because = passed(datum).description as UnknownCause;
  return { kind: 'unknown', because, missing };
}

/** Evaluated form → neutral form. Empty text and empty lists are blanks, as everywhere in values. */
export type Writer = (value: Present) => Value;

/** `wanted`: the type of the field that the value is for; null when it is for none. */
export function writerFor(type: Type, wanted: FieldType | null): Writer {
  switch (type.kind) {
    case 'time':
      return (type.day && wanted !== 'datetime') || wanted === 'date'
        ? (ms) => formatDay(ms as number)
        : (ms) => formatMoment(ms as number);
    case 'duration':
      return (ms) => formatDuration(ms as number);
    case 'number':
      // Adding 0 makes 0 of -0, which is no value of its own.
      return (value) => (value as number) + 0;
    case 'list':
      return listWriter(writerFor(type.of, null), wanted === 'options');
    default:
      return (value) => (value === '' ? null : (value as Value));
  }
}

const listWriter =
  (write: Writer, asOptions: boolean): Writer =>
  (value) => {
    const texts = (value as readonly Present[]).map((item) => String(write(item) ?? ''));
    if (texts.length === 0) return null;
    return asOptions ? [...new Set(texts)].filter((text) => text !== '').sort() : texts;
  };
