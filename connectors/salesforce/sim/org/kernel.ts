import type { Row, SaveError, SaveOptions, SaveResult } from '../org.ts';
import type { Catalog } from './catalog.ts';
import type { Author, Store } from './store.ts';

/** What an administrator set up beyond the stock org; over `POST /_sim/rules`. */
export interface Rules {
  /** On the e-mail address of leads and contacts. `alert` lets pass who sends `allowSave=true`, `block` nobody. */
  duplicateRule: 'off' | 'alert' | 'block';
  /** How the error body spells the key: older versions really say `duplicateResut`. */
  spelling: 'duplicateResut' | 'duplicateResult';
  /** A save is refused with `message` when the field's text matches `pattern`. */
  validation: readonly ValidationRule[];
  /** Owner the lead assignment rule gives to new leads, unless `Sforce-Auto-Assign: FALSE`; null for no rule. */
  assignLeadsTo: string | null;
}

export interface ValidationRule {
  readonly type: string;
  readonly field: string;
  /** Regular expression; a blank field is matched as ''. */
  readonly pattern: string;
  readonly message: string;
  /**
   * Where its error is shown: a refusal names the field only if that is at the field (default: at the top of the page).
   * https://github.com/salesforcecli/plugin-data/pull/249
   */
  readonly location?: 'page' | 'field';
}

export const stockRules = (): Rules => ({
  duplicateRule: 'off',
  spelling: 'duplicateResult',
  validation: [],
  assignLeadsTo: null,
});

/** What the parts of the org share. */
export interface Kernel {
  readonly catalog: Catalog;
  readonly store: Store;
  readonly rules: Rules;
  readonly userId: string;
  /** In ms. */
  readonly now: () => number;
}

export const author = (kernel: Kernel, options: SaveOptions): Author => ({
  userId: options.userId ?? kernel.userId,
  options,
});

export const refusal = (
  statusCode: string,
  message: string,
  fields: readonly string[] = [],
  matches?: readonly string[],
): SaveResult & { readonly success: false } => ({
  success: false,
  errors: [error(statusCode, message, fields, matches)],
});

export const error = (
  statusCode: string,
  message: string,
  fields: readonly string[] = [],
  matches?: readonly string[],
): SaveError => ({ statusCode, message, fields, ...(matches ? { matches } : {}) });

/** A field of a row; null when unset or when there is no row. */
export const valueOf = (row: Pick<Row, 'values'> | null | undefined, field: string): Row['values'][string] =>
  row?.values[field] ?? null;

export const textOf = (row: Pick<Row, 'values'> | null | undefined, field: string): string | null => {
  const value = valueOf(row, field);
  return value === null ? null : String(value);
};
