import type { CallOptions } from '../../../src/connector/contract.ts';
import { paths } from '../paths.ts';
import type { Session } from '../session.ts';
import { askAll } from './ask-page.ts';
import type { Form } from './hinted-forms.ts';

/** The account's forms, as they were listed a while ago. */
export interface FormList {
  /** A new form is known {@link LIFETIME_MS} late at most for each page of the list. */
  known(options: CallOptions): Promise<readonly Form[]>;
  /** Lists them again, unless that was done a moment ago: a hint names what is not on the list. */
  anew(options: CallOptions): Promise<readonly Form[]>;
}

const LIFETIME_MS = 5 * 60_000;
const MOMENT_MS = 60_000;
/** HubSpot's limit. */
const PAGE = 100;

export function createFormList(session: Session): FormList {
  let list: { readonly at: number; readonly forms: readonly Form[] } | null = null;
  async function atMost(ageMs: number, options: CallOptions): Promise<readonly Form[]> {
    const now = session.context.clock.now().getTime();
    if (list === null || now - list.at >= ageMs) {
      const forms = await askAll<Form>(session, { path: paths.forms(), query: { limit: PAGE } }, options);
      list = { at: now, forms };
    }
    return list.forms;
  }
  return {
    // Many pages are read the less often: the list takes no more calls with a thousand forms.
    known: (options) =>
      atMost(LIFETIME_MS * Math.max(1, Math.ceil((list?.forms.length ?? 0) / PAGE)), options),
    anew: (options) => atMost(MOMENT_MS, options),
  };
}
