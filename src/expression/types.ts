import type { FieldOption, FieldType } from '../domain/schema.ts';

/** What is known of a part before any record is seen. `wrong`: a problem was told, and nothing more follows from it. */
export type Type =
  | { readonly kind: 'boolean' | 'number' | 'duration' | 'null' | 'wrong' }
  | { readonly kind: 'text'; readonly choice: Choice | null }
  | { readonly kind: 'time'; readonly day: boolean }
  | { readonly kind: 'list'; readonly of: Type };

export type Kind = Type['kind'];

/** Text out of the options of a field. */
export interface Choice {
  readonly field: string;
  readonly options: readonly FieldOption[];
}

/** What an expression must know of a field; a live system's field schema has it. */
export interface ExpressionField {
  readonly type: FieldType;
  readonly options?: readonly FieldOption[];
}
export type ExpressionSchema = ReadonlyMap<string, ExpressionField>;

export const BOOLEAN: Type = { kind: 'boolean' };
export const NUMBER: Type = { kind: 'number' };
export const DURATION: Type = { kind: 'duration' };
export const NULL: Type = { kind: 'null' };
export const WRONG: Type = { kind: 'wrong' };
export const TEXT: Type = { kind: 'text', choice: null };
export const MOMENT: Type = { kind: 'time', day: false };
export const DAY: Type = { kind: 'time', day: true };
export const listOf = (of: Type): Type => ({ kind: 'list', of });

export function typeOfField(name: string, { type, options = [] }: ExpressionField): Type {
  const text: Type = { kind: 'text', choice: options.length === 0 ? null : { field: name, options } };
  switch (type) {
    case 'number':
      return NUMBER;
    case 'boolean':
      return BOOLEAN;
    case 'date':
      return DAY;
    case 'datetime':
      return MOMENT;
    case 'option':
      return text;
    case 'options':
      return listOf(text);
    default:
      return TEXT;
  }
}

/** The type that a value for a field must have. */
export function kindForField(type: FieldType): Kind {
  return type === 'options' ? 'list' : typeOfField('', { type }).kind;
}

const WORDS: Readonly<Record<Kind, string>> = {
  boolean: 'yes or no',
  number: 'a number',
  text: 'text',
  time: 'a date',
  duration: 'a length of time',
  list: 'a list',
  null: 'null',
  wrong: 'unclear',
};
export const wordFor = (kind: Kind): string => WORDS[kind];

/** Whether values of both types can be the same thing. Null and what is wrong already go with everything. */
export function agree(a: Type, b: Type): boolean {
  if (a.kind === 'wrong' || b.kind === 'wrong' || a.kind === 'null' || b.kind === 'null') return true;
  if (a.kind === 'list' && b.kind === 'list') return agree(a.of, b.of);
  return a.kind === b.kind;
}

/** The type of a part that is one or the other of two that agree. */
export function common(a: Type, b: Type): Type {
  if (a.kind === 'null' || a.kind === 'wrong') return b;
  if (a.kind === 'list' && b.kind === 'list') return listOf(common(a.of, b.of));
  if (a.kind === 'text' && b.kind === 'text' && a.choice?.field !== b.choice?.field) return TEXT;
  if (a.kind === 'time' && b.kind === 'time') return a.day && b.day ? DAY : MOMENT;
  return a;
}
