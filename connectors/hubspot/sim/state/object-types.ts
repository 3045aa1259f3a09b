/** The record types of the simulated account and how each differs from the others. */
export interface ObjectType {
  /** Plural, as in paths: `contacts`. */
  readonly name: string;
  /** As in association names: `contact`. */
  readonly singular: string;
  readonly typeId: string;
  readonly created: string;
  readonly modified: string;
  /** What an answer holds when no properties are asked for. */
  readonly defaults: readonly string[];
  /** What the search's free text `query` looks at. */
  readonly queried: readonly string[];
  /** Non-unique properties a search finds without looking at every record. */
  readonly indexed: readonly string[];
  /** Each inner list: at least one of these is needed to create. */
  readonly required: readonly (readonly string[])[];
  /** The property that holds the stage and the one that names the pipeline, when stages are checked against it. */
  readonly stage: { readonly stage: string; readonly pipeline: string } | null;
  /** Whether classic webhook subscriptions (`contact.creation`) exist for it. */
  readonly classicEvents: boolean;
  /** The middle of its scopes, `crm.objects.<scope>.read`. */
  readonly scope: string;
  readonly firstId: number;
}

/** An object type that the account made itself. */
export interface CustomType {
  readonly type: ObjectType;
  /** Without the account's number. */
  readonly name: string;
  readonly labels: { readonly singular: string; readonly plural: string };
  readonly primaryDisplayProperty: string | null;
  readonly requiredProperties: readonly string[];
  readonly searchableProperties: readonly string[];
  readonly createdAt: number;
}

const activity = (
  name: string,
  singular: string,
  typeId: string,
  firstId: number,
  required: readonly (readonly string[])[],
): ObjectType => ({
  name,
  singular,
  typeId,
  created: 'hs_createdate',
  modified: 'hs_lastmodifieddate',
  defaults: [],
  queried: [],
  indexed: [],
  required,
  stage: null,
  classicEvents: false,
  scope: 'contacts',
  firstId,
});

/** https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis */
export const OBJECT_TYPES: readonly ObjectType[] = [
  {
    name: 'contacts',
    singular: 'contact',
    typeId: '0-1',
    created: 'createdate',
    modified: 'lastmodifieddate',
    defaults: ['email', 'firstname', 'lastname'],
    queried: [
      'firstname',
      'lastname',
      'email',
      'phone',
      'hs_additional_emails',
      'fax',
      'mobilephone',
      'company',
    ],
    indexed: [],
    required: [['email', 'firstname', 'lastname']],
    stage: null,
    classicEvents: true,
    scope: 'contacts',
    firstId: 171_000_000_000,
  },
  {
    name: 'companies',
    singular: 'company',
    typeId: '0-2',
    created: 'createdate',
    modified: 'hs_lastmodifieddate',
    defaults: ['name', 'domain'],
    queried: ['website', 'phone', 'name', 'domain'],
    indexed: ['domain'],
    required: [['name', 'domain']],
    stage: null,
    classicEvents: true,
    scope: 'companies',
    firstId: 29_000_000_000,
  },
  {
    name: 'deals',
    singular: 'deal',
    typeId: '0-3',
    created: 'createdate',
    modified: 'hs_lastmodifieddate',
    defaults: ['dealname', 'amount', 'closedate', 'pipeline', 'dealstage'],
    queried: ['dealname', 'pipeline', 'dealstage', 'description', 'dealtype'],
    indexed: [],
    required: [['dealname'], ['dealstage']],
    stage: { stage: 'dealstage', pipeline: 'pipeline' },
    classicEvents: true,
    scope: 'deals',
    firstId: 18_000_000_000,
  },
  {
    ...activity('leads', 'lead', '0-136', 392_000_000_000, [['hs_lead_name']]),
    defaults: ['hs_lead_name'],
    queried: ['hs_lead_name'],
    stage: { stage: 'hs_pipeline_stage', pipeline: 'hs_pipeline' },
    scope: 'leads',
  },
  {
    // Kept like any other type, and shown by an API of its own (api/campaigns.ts).
    ...activity('campaigns', 'campaign', '0-35', 402_000_000, [['hs_name']]),
    scope: 'campaigns',
  },
  activity('calls', 'call', '0-48', 61_000_000_000, [['hs_timestamp']]),
  activity('emails', 'email', '0-49', 62_000_000_000, [['hs_timestamp'], ['hs_email_direction']]),
  activity('meetings', 'meeting', '0-47', 63_000_000_000, [['hs_timestamp', 'hs_meeting_start_time']]),
  activity('notes', 'note', '0-46', 64_000_000_000, [['hs_timestamp']]),
  activity('tasks', 'task', '0-27', 65_000_000_000, [['hs_timestamp']]),
  activity('communications', 'communication', '0-18', 66_000_000_000, [
    ['hs_timestamp'],
    ['hs_communication_channel_type'],
    ['hs_communication_logged_from'],
  ]),
];

/** Types the real service has and this simulator does not: asking for one is a gap, not a mistake of the caller. */
const UNSIMULATED =
  /^(0-\d+|(tickets?|products?|line_items?|quotes?|users?|orders?|invoices?|carts?|marketing_events?|subscriptions?))$/;

/** The record types of one account: HubSpot's, and those it made itself. */
export class ObjectTypes {
  readonly #byName = new Map<string, ObjectType>();

  constructor() {
    for (const type of OBJECT_TYPES) this.add(type, [type.name, type.singular, type.typeId]);
  }

  add(type: ObjectType, names: readonly string[]): void {
    for (const name of names) this.#byName.set(name.toLowerCase(), type);
  }

  /** By any of its names, in any case. `unsimulated` exists in HubSpot but not here. */
  find(name: string): ObjectType | 'unsimulated' | null {
    const key = name.toLowerCase();
    return this.#byName.get(key) ?? (UNSIMULATED.test(key) ? 'unsimulated' : null);
  }
}
