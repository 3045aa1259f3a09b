import { ACCOUNT } from '../account.ts';

/** What people did and no record shows: forms, visits, e-mails, lists and events. All times in ms. */
export interface Doings {
  readonly forms: Form[];
  readonly submissions: Submission[];
  readonly occurrences: Occurrence[];
  readonly mailEvents: MailEvent[];
  readonly lists: readonly ContactList[];
  readonly marketingEvents: readonly MarketingEvent[];
}

export interface Form {
  readonly id: string;
  readonly name: string;
}

export interface Submission {
  readonly form: string;
  readonly conversionId: string;
  readonly submittedAt: number;
  readonly pageUrl: string;
  readonly values: readonly {
    readonly name: string;
    readonly value: string;
    readonly objectTypeId: string;
  }[];
}

export interface Occurrence {
  readonly id: string;
  readonly objectId: string;
  readonly eventType: string;
  readonly occurredAt: number;
  readonly properties: Readonly<Record<string, string>>;
}

export const MAIL_EVENTS = ['SENT', 'OPEN', 'CLICK'] as const;

export interface MailEvent {
  readonly id: string;
  readonly type: (typeof MAIL_EVENTS)[number];
  readonly created: number;
  readonly recipient: string;
  readonly subject: string;
  readonly url: string | null;
  /** Done by a machine, as far as the service can tell. */
  readonly filteredEvent: boolean;
}

export interface ContactList {
  readonly listId: string;
  readonly name: string;
  /** In the order in which they joined. */
  readonly members: { readonly recordId: string; readonly at: number }[];
}

export const ATTENDANCE = ['REGISTERED', 'ATTENDED', 'CANCELLED', 'NO_SHOW'] as const;

export interface MarketingEvent {
  readonly objectId: string;
  readonly eventName: string;
  readonly participations: {
    readonly contact: string;
    readonly state: (typeof ATTENDANCE)[number];
    readonly at: number;
  }[];
}

export const PAGE_VIEW = 'e_visited_page';
/** The account's own event. */
export const customEvent = (name: string): string => `pe${ACCOUNT.portalId}_${name}`;
export const EVENT_TYPES = [
  PAGE_VIEW,
  'e_form_submission_v2',
  customEvent('trial_started'),
  customEvent('demo_watched'),
] as const;

export const newDoings = (): Doings => ({
  forms: [
    { id: '591e2731-c869-445d-b422-26f43145e9d2', name: 'Talk to sales' },
    { id: '7c1a40de-0f43-4f1c-9a7b-2d5b8a3f6e10', name: 'Download the guide' },
    { id: 'e0b3c6f2-6a51-4f0d-8c3e-91d7f2a4b855', name: 'Newsletter' },
    { id: '2f9d7b30-84c1-4d5e-9e6f-0a1b2c3d4e5f', name: 'Book a demo' },
    { id: '9b8a7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d', name: 'Support' },
    { id: '4d3c2b1a-0f9e-4d8c-b7a6-5f4e3d2c1b0a', name: 'Press enquiry' },
  ],
  submissions: [],
  occurrences: [],
  mailEvents: [],
  lists: [
    { listId: '3', name: 'Newsletter readers', members: [] },
    { listId: '4', name: 'Watched the demo', members: [] },
  ],
  marketingEvents: [
    { objectId: '555442196839', eventName: 'Autumn webinar', participations: [] },
    { objectId: '555442196840', eventName: 'Spring fair', participations: [] },
  ],
});
