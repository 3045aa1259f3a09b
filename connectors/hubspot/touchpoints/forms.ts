import type { CallOptions } from '../../../src/connector/contract.ts';
import { FailureError } from '../../../src/domain/failure.ts';
import { campaignIn, oneLine, pageOf, whoHas, type Touchpoint } from '../../../src/domain/touchpoint.ts';
import { paths } from '../paths.ts';
import { refTo } from '../record.ts';
import type { Session } from '../session.ts';
import { askAll, askPage } from './ask-page.ts';
import type { Span, Strand, StrandPage } from './walk.ts';

interface WireForm {
  readonly id: string;
  readonly name?: string;
}

interface WireSubmission {
  readonly conversionId: string;
  readonly submittedAt: number;
  readonly pageUrl?: string;
  readonly values?: readonly { readonly name: string; readonly value?: string }[];
}

/** A new form is known this late at most. */
const FORMS_LIFETIME_MS = 120_000;
/** HubSpot's limits. */
const FORMS = 100;
const SUBMISSIONS = 50;

/** A strand for each form: its submissions, newest first. There is no call for those of all forms. */
export function createForms(
  session: Session,
): (span: Span, options: CallOptions) => Promise<readonly Strand[]> {
  let known: { readonly at: number; readonly forms: readonly WireForm[] } | null = null;
  return async (span, options) => {
    const now = session.context.clock.now().getTime();
    if (known === null || now - known.at >= FORMS_LIFETIME_MS)
      known = {
        at: now,
        forms: await askAll(session, { path: paths.forms(), query: { limit: FORMS } }, options),
      };
    return known.forms.map((form) => ({
      id: form.id,
      read: (after) => submissions(session, form, span, after, options),
    }));
  };
}

/** https://legacydocs.hubspot.com/docs/methods/forms/get-submissions-for-a-form */
async function submissions(
  session: Session,
  form: WireForm,
  span: Span,
  after: string | null,
  options: CallOptions,
): Promise<StrandPage> {
  const listing = { path: paths.submissions(form.id), query: { limit: SUBMISSIONS } };
  try {
    const page = await askPage<WireSubmission>(session, listing, after, options);
    const fresh = page.results.filter(({ submittedAt }) => submittedAt >= span.from);
    return {
      touchpoints: fresh.flatMap((submission) => toTouchpoint(form, submission) ?? []),
      after: fresh.length < page.results.length ? null : page.after,
    };
  } catch (error) {
    // A form that was deleted since the list was read has nothing to tell.
    if (error instanceof FailureError && error.failure.kind === 'not-found')
      return { touchpoints: [], after: null };
    throw error;
  }
}

/** Whoever left no address cannot be told from anybody else, ever. */
function toTouchpoint(form: WireForm, submission: WireSubmission): Touchpoint | null {
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
