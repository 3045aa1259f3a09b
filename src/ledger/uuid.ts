import { sql, type RawBuilder } from 'kysely';

/** The form of the ledger's own ids, as a regular expression. Somebody may have typed something else where one is looked for. */
const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

const FORM = new RegExp(UUID, 'u');

export const isUuid = (text: string): boolean => FORM.test(text);

/** The id that a text of the ledger's holds; null: it holds none. */
export const uuidIn = (text: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when ${text} ~ ${UUID} then (${text})::uuid end`;
