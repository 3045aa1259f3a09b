/** A parsed SOQL statement. Field paths are lists of names: `Account.Owner.Name` → 3. */
export interface Query {
  readonly select: readonly Selection[];
  readonly from: string;
  readonly where: Condition | null;
  readonly groupBy: readonly Path[];
  readonly having: Condition | null;
  readonly orderBy: readonly Order[];
  readonly limit: number | null;
  readonly offset: number;
  /** Where the type's name stands in the text, for error messages. */
  readonly fromAt: number;
}

export type Path = readonly string[];

export type Selection =
  | { readonly kind: 'field'; readonly path: Path; readonly alias: string | null; readonly at: number }
  | { readonly kind: 'count-all' }
  | { readonly kind: 'aggregate'; readonly call: Aggregate; readonly alias: string | null }
  | { readonly kind: 'fields'; readonly set: 'ALL' | 'STANDARD' | 'CUSTOM' }
  | { readonly kind: 'children'; readonly query: Query }
  | {
      readonly kind: 'typeof';
      readonly relationship: string;
      readonly branches: readonly { readonly type: string; readonly fields: readonly Path[] }[];
      readonly otherwise: readonly Path[];
    };

export const AGGREGATES = ['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX'] as const;
export interface Aggregate {
  readonly name: (typeof AGGREGATES)[number];
  readonly path: Path;
}

export const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | {
      readonly kind: 'compare';
      readonly left: Operand;
      readonly operator: Comparison;
      readonly right: Literal;
    }
  | { readonly kind: 'like'; readonly path: Path; readonly pattern: string }
  | {
      readonly kind: 'in';
      readonly path: Path;
      readonly negated: boolean;
      readonly values: readonly Literal[];
    }
  | { readonly kind: 'in-query'; readonly path: Path; readonly negated: boolean; readonly query: Query }
  | {
      readonly kind: 'includes';
      readonly path: Path;
      readonly negated: boolean;
      readonly sets: readonly (readonly string[])[];
    };

export type Operand = { readonly path: Path; readonly at: number } | { readonly aggregate: Aggregate };

export type Literal =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'date'; readonly value: string }
  | { readonly kind: 'datetime'; readonly ms: number }
  /** `LAST_N_DAYS:30` → name and number; evaluated as a span of days. */
  | { readonly kind: 'span'; readonly name: string; readonly n: number };

export interface Order {
  readonly path: Path;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/** A statement Salesforce would refuse. `gap` is true where only the simulator does not know the construct. */
export class SoqlError extends Error {
  readonly statusCode: string;
  readonly gap: boolean;
  constructor(statusCode: string, message: string, gap = false) {
    super(message);
    this.statusCode = statusCode;
    this.gap = gap;
  }
}

/** Salesforce's way to point at a place in the statement. */
export function pointAt(soql: string, at: number, message: string): string {
  const from = Math.max(0, at - 40);
  return `\n${soql.slice(from, at + 40)}\n${' '.repeat(at - from)}^\nERROR at Row:1:Column:${at + 1}\n${message}`;
}
