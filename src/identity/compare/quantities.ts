import { DAY_MS } from '../../domain/clock.ts';
import { textForm, type Comparator } from './comparator.ts';
import { editDistance } from './edit-distance.ts';

export const date: Comparator = {
  meaning:
    'a date; one slip, or day and month swapped, is nearly the same; so is, less, a year, month or day that differs',
  fields: 'any',
  form: (value) => {
    const found = /^(\d{4})-(\d{2})-(\d{2})/u.exec(value);
    return found === null ? null : { text: found[0], words: found.slice(1, 4), joined: found[0] };
  },
  similarity: (a, b) => {
    if (a.text === b.text) return 1;
    const [yearA, monthA, dayA] = a.words;
    const [yearB, monthB, dayB] = b.words;
    if (yearA === yearB && monthA === dayB && dayA === monthB) return 0.9;
    if (editDistance(a.text, b.text) === 1) return 0.9;
    if (Math.abs(Date.parse(a.text) - Date.parse(b.text)) <= DAY_MS) return 0.9;
    const equal = [yearA === yearB, monthA === monthB, dayA === dayB].filter(Boolean).length;
    return equal === 2 ? 0.7 : 0;
  },
};

export const number: Comparator = {
  meaning: 'a number: 0.9 is a tenth apart',
  fields: 'any',
  form: (value) =>
    value.trim() === '' || !Number.isFinite(Number(value)) ? null : textForm(String(Number(value))),
  similarity: (a, b) => {
    const [x, y] = [Number(a.text), Number(b.text)];
    if (x === y) return 1;
    return Math.max(0, 1 - Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y)));
  },
};
