import type { CallOptions } from '../../../src/connector/contract.ts';
import { campaignIn, oneLine, pageOf, type Touchpoint } from '../../../src/domain/touchpoint.ts';
import { paths } from '../paths.ts';
import { refTo } from '../record.ts';
import type { Session } from '../session.ts';
import { askPage } from './ask-page.ts';
import { ask } from './ask.ts';
import type { Span, Strand } from './walk.ts';

interface WireOccurrence {
  readonly id: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly eventType: string;
  readonly occurredAt: string;
  readonly properties?: Readonly<Record<string, string | null>>;
}

const PAGE_VIEW = 'e_visited_page';
/** Events that the account defined: `pe` and its number before the name. What else there is comes by better ways. */
const CUSTOM = /^pe\d+_/;
const OCCURRENCES = 100;

/** A strand for each kind of event: page views, and what the account defined. HubSpot asks for one kind at a time. */
export async function eventStrands(
  session: Session,
  span: Span,
  options: CallOptions,
): Promise<readonly Strand[]> {
  const { eventTypes = [] } = await ask<{ readonly eventTypes?: readonly string[] }>(
    session,
    { path: paths.eventTypes() },
    options,
  );
  return eventTypes
    .filter((type) => type === PAGE_VIEW || CUSTOM.test(type))
    .map((type) => ({
      id: type,
      async read(after) {
        const query = {
          eventType: type,
          occurredAfter: new Date(span.from).toISOString(),
          sort: 'occurredAt',
          limit: OCCURRENCES,
        };
        const page = await askPage<WireOccurrence>(session, { path: paths.events(), query }, after, options);
        return {
          touchpoints: page.results.flatMap((event) => toTouchpoint(event) ?? []),
          after: page.after,
        };
      },
    }));
}

function toTouchpoint(event: WireOccurrence): Touchpoint | null {
  if (event.objectType.toUpperCase() !== 'CONTACT') return null;
  const { hs_url: url, hs_page_title: title, hs_utm_campaign: campaign } = event.properties ?? {};
  const isView = event.eventType === PAGE_VIEW;
  return {
    source: refTo('event', event.id),
    who: { kind: 'record', object: 'contacts', id: event.objectId },
    kind: isView ? 'page_view' : 'custom_event',
    at: new Date(event.occurredAt),
    // An account may hide addresses for privacy; the title is the next best.
    about: isView ? (pageOf(url) ?? oneLine(title)) : oneLine(event.eventType.replace(CUSTOM, '')),
    campaign: oneLine(campaign) ?? campaignIn(url),
    details: isView ? { title: oneLine(title) } : { page: pageOf(url) },
  };
}
