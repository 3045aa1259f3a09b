import type { ASTNode } from '@marcbachmann/cel-js';
import { didYouMean } from '../domain/suggest.ts';
import type { Value } from '../domain/value.ts';
import { BLANK, FAILED, UNREAD, type Datum } from './datum.ts';
import type { Frame, Run } from './frame.ts';
import { miss } from './missing.ts';
import { quoted } from './problem.ts';
import type { Builder, Built } from './term.ts';
import { parseTime } from './time.ts';
import { MOMENT, typeOfField, type Type } from './types.ts';

/** `now`, the item of a list macro, or a field. A name with points, as `account.name`, is a field of that name. */
export function buildName(node: ASTNode, builder: Builder): Built {
  const name = nameOf(node);
  if (name === null) {
    return builder.problem(node.start, 'values have no parts to ask for', 'Name a field of the record.');
  }
  const variable = builder.variables.get(name);
  if (variable !== undefined) {
    const { slot, type } = variable;
    return { type, run: (frame) => frame.locals[slot] ?? BLANK };
  }
  const field = builder.schema.get(name);
  if (field !== undefined) {
    builder.reads.add(name);
    const type = typeOfField(name, field);
    return { type, run: readField(name, type), input: name };
  }
  if (name === 'now') {
    builder.usesNow();
    return { type: MOMENT, run: ({ now }) => (Number.isNaN(now) ? FAILED : now) };
  }
  const names = [...builder.schema.keys(), ...builder.variables.keys(), 'now'];
  const fix = didYouMean(name.slice(0, 100), names, 'Use a field of this record, or put text in quotes.');
  return builder.problem(node.start, `there is no field ${quoted(name)}`, fix);
}

function nameOf(node: ASTNode): string | null {
  const words: string[] = [];
  let rest = node;
  while (rest.op === '.') {
    words.unshift(rest.args[1]);
    rest = rest.args[0];
  }
  return rest.op === 'id' ? [rest.args, ...words].join('.') : null;
}

/** A value of another form than its type's gives no result. Names that every object has are looked up with care. */
function readField(name: string, type: Type): Run {
  const inherited = name in Object.prototype;
  const raw = (frame: Frame): Value | undefined => {
    if (frame.read !== null) return frame.read(name);
    return inherited && !Object.hasOwn(frame.fields, name) ? undefined : frame.fields[name];
  };
  const hollow = (value: Value | undefined, frame: Frame): Datum => {
    miss(frame, name);
    return hollowOf(value);
  };
  switch (type.kind) {
    case 'number':
      return (frame) => {
        const value = raw(frame);
        return typeof value === 'number' && Number.isFinite(value) ? value : hollow(value, frame);
      };
    case 'boolean':
      return (frame) => {
        const value = raw(frame);
        return typeof value === 'boolean' ? value : hollow(value, frame);
      };
    case 'time':
      return (frame) => {
        const value = raw(frame);
        if (typeof value !== 'string') return hollow(value, frame);
        const ms = parseTime(value);
        return Number.isNaN(ms) ? hollow(value, frame) : ms;
      };
    case 'list':
      return (frame) => {
        const value = raw(frame);
        return Array.isArray(value) && value.length > 0 ? (value as readonly string[]) : hollow(value, frame);
      };
    default:
      return (frame) => {
        const value = raw(frame);
        return typeof value === 'string' && value !== '' ? value : hollow(value, frame);
      };
  }
}

function hollowOf(value: Value | undefined): Datum {
  if (value === undefined) return UNREAD;
  const blank = value === null || value === '' || (Array.isArray(value) && value.length === 0);
  return blank ? null : FAILED;
}
