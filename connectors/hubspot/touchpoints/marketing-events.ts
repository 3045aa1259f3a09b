import type { CallOptions } from '../../../src/connector/contract.ts';
import { DAY_MS } from '../../../src/domain/clock.ts';
import { oneLine, type Touchpoint } from '../../../src/domain/touchpoint.ts';
import { paths } from '../paths.ts';
import { refTo } from '../record.ts';
import type { Session } from '../session.ts';
import { askAll, askPage } from './ask-page.ts';
import type { Span, Strand } from './walk.ts';

interface WireMarketingEvent {
  readonly objectId: string;
  readonly eventName?: string;
  readonly endDateTime?: string | null;
  readonly startDateTime?: string | null;
}

interface WireParticipation {
  readonly associations?: { readonly contact?: { readonly contactId?: string } };
  readonly properties?: { readonly occurredAt?: string; readonly attendanceState?: string };
}

const PAGE = 100;
/** Who came is often noted days after an event. Later than this nobody is asked about it again. */
const NOTED_LATE_MS = 14 * DAY_MS;

/** A strand for each event (webinar, fair) that is to come or not long over. https://developers.hubspot.com/docs/api-reference/latest/marketing/marketing-events/guide */
export async function marketingEventStrands(
  session: Session,
  span: Span,
  options: CallOptions,
): Promise<readonly Strand[]> {
  const query = { limit: PAGE };
  const events = await askAll<WireMarketingEvent>(session, { path: paths.marketingEvents(), query }, options);
  return events
    .filter((event) => !isLongOver(event, span))
    .map((event) => ({
      id: event.objectId,
      async read(after) {
        const path = paths.participations(event.objectId);
        const page = await askPage<WireParticipation>(session, { path, query }, after, options);
        return {
          touchpoints: page.results.flatMap((one) => toTouchpoint(event, one, span) ?? []),
          after: page.after,
        };
      },
    }));
}

function isLongOver({ startDateTime, endDateTime }: WireMarketingEvent, span: Span): boolean {
  const end = endDateTime ?? startDateTime;
  return end !== null && end !== undefined && Date.parse(end) < span.from - NOTED_LATE_MS;
}

/** Registering and coming are two: the state belongs to what it is about. */
function toTouchpoint(
  event: WireMarketingEvent,
  { associations, properties }: WireParticipation,
  span: Span,
): Touchpoint | null {
  const contact = associations?.contact?.contactId;
  const { occurredAt, attendanceState: state } = properties ?? {};
  if (contact === undefined || occurredAt === undefined || state === undefined) return null;
  const at = Date.parse(occurredAt);
  if (at < span.from) return null;
  const name = oneLine(event.eventName) ?? event.objectId;
  return {
    source: refTo('marketing-event', `${event.objectId}:${contact}:${state}`),
    who: { kind: 'record', object: 'contacts', id: contact },
    kind: 'marketing_event',
    at: new Date(Math.min(at, span.until)),
    about: oneLine(`${name} · ${state.toLowerCase()}`),
    campaign: name,
    details: { state: state.toLowerCase() },
  };
}
