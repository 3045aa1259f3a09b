import type { CallOptions } from '../../../src/connector/contract.ts';
import type {
  TouchpointPage,
  TouchpointRequest,
  TouchpointSource,
} from '../../../src/connector/touchpoints.ts';
import { FailureError } from '../../../src/domain/failure.ts';
import type { Session } from '../session.ts';
import { activityStrands } from './activities.ts';
import { eventStrands } from './events.ts';
import { createForms } from './forms.ts';
import { listStrands } from './lists.ts';
import { mailStrands } from './mails.ts';
import { marketingEventStrands } from './marketing-events.ts';
import { walk, type Span, type Strand } from './walk.ts';

/** The name of the one that webhooks hint at. */
export const FORMS = 'forms';

const HALF_A_MINUTE_MS = 30_000;
const MINUTE_MS = 60_000;
const TWO_MINUTES_MS = 120_000;
const FOUR_MINUTES_MS = 240_000;
const FIVE_MINUTES_MS = 300_000;
const TEN_MINUTES_MS = 600_000;

export const TOUCHPOINT_SOURCES: readonly TouchpointSource[] = [
  { name: FORMS, meaning: 'forms that people fill in', everyMs: HALF_A_MINUTE_MS },
  {
    name: 'activities',
    meaning: 'calls, e-mails, meetings, messages, notes and tasks',
    everyMs: HALF_A_MINUTE_MS,
    quietMs: TWO_MINUTES_MS,
  },
  {
    name: 'events',
    meaning: 'pages that people visit, and custom events',
    everyMs: MINUTE_MS,
    quietMs: FOUR_MINUTES_MS,
  },
  {
    name: 'mails',
    meaning: 'marketing e-mails sent, opened and clicked',
    everyMs: MINUTE_MS,
    quietMs: FOUR_MINUTES_MS,
  },
  { name: 'lists', meaning: 'lists that people join', everyMs: TEN_MINUTES_MS },
  {
    name: 'marketing-events',
    meaning: 'webinars and fairs that people register for and attend',
    everyMs: TEN_MINUTES_MS,
  },
];

type Strands = (
  session: Session,
  span: Span,
  options: CallOptions,
) => readonly Strand[] | Promise<readonly Strand[]>;
type Reader = (request: TouchpointRequest, options: CallOptions) => Promise<TouchpointPage>;

/** Reads what people do, one source at a time. */
export function createTouchpoints(
  session: Session,
): (request: TouchpointRequest, options: CallOptions) => Promise<TouchpointPage> {
  /** @param overlapMs how late the system may show what has happened */
  const walked =
    (overlapMs: number, strands: Strands): Reader =>
    (request, options) =>
      walk(request, session.context.clock.now(), overlapMs, async (span) => strands(session, span, options));
  const readers = new Map<string, Reader>([
    [FORMS, createForms(session)],
    // Search shows a change up to half a minute late.
    ['activities', walked(MINUTE_MS, activityStrands)],
    ['events', walked(FIVE_MINUTES_MS, eventStrands)],
    ['mails', walked(FIVE_MINUTES_MS, mailStrands)],
    ['lists', walked(TEN_MINUTES_MS, listStrands)],
    ['marketing-events', walked(TEN_MINUTES_MS, marketingEventStrands)],
  ]);
  return async (request, options) => {
    const reader = readers.get(request.source);
    if (reader === undefined) throw new Error(`no touchpoints of ${request.source}`);
    try {
      return await reader(request, options);
    } catch (error) {
      if (error instanceof FailureError && REFUSALS.has(error.failure.code))
        return { kind: 'refused', failure: error.failure };
      throw error;
    }
  };
}

/** The token is good, and yet this is not for it: a scope that was not granted, or an edition without it. */
const REFUSALS: ReadonlySet<string> = new Set(['MISSING_SCOPES', 'FORBIDDEN']);
