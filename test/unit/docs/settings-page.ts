/** Where the tables of settings stand, between two comments. */
export const SETTINGS_PAGE = 'docs/operations.md';

const BETWEEN = /(<!-- settings: made by .*? -->\n).*?(<!-- end of settings -->)/s;

export function withTables(page: string, tables: string): string {
  if (!BETWEEN.test(page)) throw new Error(`${SETTINGS_PAGE} has no place for the settings`);
  return page.replace(BETWEEN, (_whole, start: string, end: string) => `${start}${tables}\n${end}`);
}
