import type { ASTNode } from '@marcbachmann/cel-js';
import type { CountQuery } from './expression.ts';
import type { Datum } from './datum.ts';
import type { Run } from './frame.ts';
import type { ExpressionSchema, Type } from './types.ts';

/** A part of an expression, checked and compiled. */
export interface Term {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly type: Type;
  readonly run: Run;
  readonly parts: readonly Term[];
  /** The field it reads itself; null for all other parts. */
  readonly input: string | null;
  /** What it always is; undefined when that depends on inputs. */
  readonly constant: Datum | undefined;
  /** The part depends on the item of a list macro around it. */
  readonly perItem: boolean;
}

/** What a builder says of a part; the rest is added. */
export interface Built {
  readonly type: Type;
  readonly run: Run;
  readonly parts?: readonly Term[];
  readonly input?: string;
  readonly constant?: Datum;
}

/** The item of a list macro. */
export interface Variable {
  readonly type: Type;
  readonly slot: number;
}

/** What builders share while they walk one expression. */
export interface Builder {
  readonly text: string;
  readonly schema: ExpressionSchema;
  /** Activities that can be counted; null: not known. */
  readonly activities: readonly string[] | null;
  /** Intents that can be asked for; null: there are none where the expression stands. */
  readonly intents: readonly string[] | null;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly reads: Set<string>;
  readonly counts: Map<string, CountQuery>;
  readonly asked: Set<string>;
  /** Compiles and checks a part; a part with a problem has the type `wrong`. */
  term(node: ASTNode): Term;
  /** The same with one more variable. */
  within(name: string, type: Type): Builder;
  problem(offset: number, cause: string, fix: string): Built;
  usesNow(): void;
}
