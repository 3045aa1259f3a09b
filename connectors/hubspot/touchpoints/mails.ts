import type { CallOptions } from '../../../src/connector/contract.ts';
import { campaignIn, oneLine, pageOf, whoHas, type Touchpoint } from '../../../src/domain/touchpoint.ts';
import { paths } from '../paths.ts';
import { refTo } from '../record.ts';
import type { Session } from '../session.ts';
import { ask } from './ask.ts';
import type { Span, Strand } from './walk.ts';

interface WireMailEvent {
  readonly id: string;
  readonly created: number;
  readonly type: string;
  readonly recipient?: string;
  readonly subject?: string;
  readonly url?: string;
  readonly emailCampaignId?: number | string;
  readonly filteredEvent?: boolean;
}

interface WireMailEvents {
  readonly hasMore?: boolean;
  readonly offset?: string;
  readonly events?: readonly WireMailEvent[];
}

const KINDS = { SENT: 'email_sent', OPEN: 'email_open', CLICK: 'email_click' } as const;
const EVENTS = 1_000;

/**
 * A strand for what is sent, opened and clicked of marketing e-mails. Opens by machines, as far as HubSpot knows them,
 * are left out. https://developers.hubspot.com/docs/api-reference/legacy/email-analytics-v1/guide
 */
export const mailStrands = (session: Session, span: Span, options: CallOptions): readonly Strand[] =>
  Object.entries(KINDS).map(([type, kind]) => ({
    id: type,
    async read(after) {
      const query = {
        eventType: type,
        startTimestamp: span.from,
        // The end stands still, so that pages do not move while they are read.
        endTimestamp: span.until,
        excludeFilteredEvents: true,
        limit: EVENTS,
        ...(after === null ? {} : { offset: after }),
      };
      const page = await ask<WireMailEvents>(session, { path: paths.mailEvents(), query }, options);
      return {
        touchpoints: (page.events ?? []).flatMap((event) => toTouchpoint(kind, event) ?? []),
        after: page.hasMore === true ? (page.offset ?? null) : null,
      };
    },
  }));

function toTouchpoint(kind: Touchpoint['kind'], event: WireMailEvent): Touchpoint | null {
  const who = whoHas(event.recipient);
  if (who === null || event.filteredEvent === true) return null;
  const { emailCampaignId: mail, url } = event;
  return {
    source: refTo('email-event', event.id),
    who,
    kind,
    at: new Date(event.created),
    about: kind === 'email_click' ? pageOf(url) : oneLine(event.subject),
    campaign: campaignIn(url),
    details: { mail: mail === undefined ? null : String(mail) },
  };
}
