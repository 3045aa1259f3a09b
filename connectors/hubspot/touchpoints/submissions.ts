import type { CallOptions } from '../../../src/connector/contract.ts';
import { FailureError } from '../../../src/domain/failure.ts';
import { campaignIn, oneLine, pageOf, whoHas, type Touchpoint } from '../../../src/domain/touchpoint.ts';
import { paths } from '../paths.ts';
import { refTo } from '../record.ts';
import type { Session } from '../session.ts';
import { askPage } from './ask-page.ts';
import type { Form } from './hinted-forms.ts';

interface WireSubmission {
  readonly conversionId: string;
  readonly submittedAt: number;
  readonly pageUrl?: string;
  readonly values?: readonly { readonly name: string; readonly value?: string }[];
}

export interface Submissions {
  readonly touchpoints: readonly Touchpoint[];
  /** Time of the newest on the page, whoever it is of, in ms; 0: there is none. */
  readonly newest: number;
  /** Null: there is no more since then. */
  readonly after: string | null;
}

const NOTHING: Submissions = { touchpoints: [], newest: 0, after: null };
/** HubSpot's limit. */
const PAGE = 50;

/**
 * A page of a form's submissions since a moment in ms, newest first. There is no call for those of all forms.
 * https://legacydocs.hubspot.com/docs/methods/forms/get-submissions-for-a-form
 */
export async function readSubmissions(
  session: Session,
  form: Form,
  from: number,
  after: string | null,
  options: CallOptions,
): Promise<Submissions> {
  const listing = { path: paths.submissions(form.id), query: { limit: PAGE } };
  try {
    const page = await askPage<WireSubmission>(session, listing, after, options);
    const fresh = page.results.filter(({ submittedAt }) => submittedAt >= from);
    return {
      touchpoints: fresh.flatMap((submission) => toTouchpoint(form, submission) ?? []),
      newest: Math.max(0, ...page.results.map(({ submittedAt }) => submittedAt)),
      after: fresh.length < page.results.length ? null : page.after,
    };
  } catch (error) {
    // A form that was deleted since the list was read has nothing to tell.
    if (error instanceof FailureError && error.failure.kind === 'not-found') return NOTHING;
    throw error;
  }
}

/** Whoever left no address cannot be told from anybody else, ever. */
function toTouchpoint(form: Form, submission: WireSubmission): Touchpoint | null {
  const { conversionId, submittedAt, pageUrl, values = [] } = submission;
  const who = whoHas(values.find(({ name }) => name === 'email')?.value);
  if (who === null) return null;
  return {
    source: refTo('form-submission', conversionId),
    who,
    kind: 'form_submit',
    at: new Date(submittedAt),
    about: oneLine(form.name) ?? form.id,
    campaign: campaignIn(pageUrl),
    details: { page: pageOf(pageUrl), form: form.id },
  };
}
