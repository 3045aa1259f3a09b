import type { Says } from './says.ts';
import type { FieldOption, FieldSchema, FieldType, ObjectSchema } from '../../src/domain/schema.ts';

export const SYSTEM = 'rules';
export const TITLE = 'Rules';

interface RuleField {
  readonly type: FieldType;
  readonly meaning: string;
  /** For references: the records they point at; an entity's id stands for its record. */
  readonly of?: readonly string[];
  /** Every such record has it. */
  readonly always?: true;
}

type RuleFields = Readonly<Record<string, RuleField>>;

const PERSON_OF: RuleField = { type: 'reference', meaning: 'Whom it is about.', of: ['person'] };
const OWNER: RuleField = {
  type: 'owner',
  meaning: 'Who gets it: an e-mail address, or the name of a queue.',
};

/** What sales made of somebody, or of a company. */
const OF_OPPORTUNITIES: RuleFields = {
  openOpportunities: { type: 'number', meaning: 'How many opportunities are open.' },
  wonOpportunities: { type: 'number', meaning: 'How many were won.' },
  lostOpportunities: { type: 'number', meaning: 'How many were lost.' },
  amountWon: {
    type: 'number',
    meaning: 'What the won opportunities are worth together; blank where they are in several currencies.',
  },
  wonAt: { type: 'date', meaning: 'The close date of the opportunity that was won last.' },
  lossReason: { type: 'text', meaning: 'Why the opportunity was lost that was lost last.' },
};

/** What is decided of a person. The record's id is the person's. */
const PERSON: RuleFields = {
  stage: { type: 'text', meaning: 'The stage the person is in.' },
  cycle: { type: 'number', meaning: 'Which round through the stages it is; the first is 1.' },
  stageSince: { type: 'datetime', meaning: 'When the person came into the stage.' },
  lifecycle: { type: 'option', meaning: 'The lifecycle stage that marketing is to see.' },
  path: { type: 'text', meaning: 'What a gate leads the person to in place of sales, as `support`.' },

  fit: { type: 'number', meaning: 'Points for who the person is.' },
  engagement: { type: 'number', meaning: 'Points for what the person did.' },
  grade: { type: 'text', meaning: 'The grade of the fit, as `A`.' },
  level: { type: 'text', meaning: 'The level of the engagement.' },
  priority: { type: 'text', meaning: 'What the matrix says of grade and level.' },
  sentence: { type: 'text', meaning: 'Why, in one sentence.' },

  handOff: { type: 'text', meaning: 'The id of the last hand-off.' },
  handOffKind: { type: 'text', meaning: 'The kind of hand-off, by its name in handoff.yaml.' },
  handOffAs: { type: 'text', meaning: 'What the person is handed off as: `lead` or `contact`.' },
  convertOnAcceptance: { type: 'boolean', meaning: 'Whether the lead is converted when sales accepts it.' },
  convertedOpportunity: {
    type: 'text',
    meaning: 'The name of the opportunity that the conversion of the lead makes; blank: none.',
  },
  converted: { type: 'boolean', meaning: 'Whether the lead is to be converted, as sales has accepted it.' },
  convertedAccount: {
    type: 'reference',
    meaning: 'The company whose account a converted lead becomes a contact of.',
    of: ['company'],
  },
  leadStatus: {
    type: 'text',
    meaning: 'The status that a lead is given when it is handed off; blank again when sales has answered.',
  },
  handedOffAt: { type: 'datetime', meaning: 'When the person was handed off.' },
  dueAt: { type: 'datetime', meaning: 'When the first touch is due.' },
  owner: OWNER,
  queue: { type: 'text', meaning: 'The queue that gets the person, by name; blank for an owner.' },
  partner: { type: 'text', meaning: 'The partner whose channel it is.' },
  campaign: { type: 'text', meaning: 'The campaign that led to the hand-off.' },

  campaigns: {
    type: 'text',
    meaning: 'The campaigns that the person is a member of, each on a line of its own with the status.',
  },

  ...OF_OPPORTUNITIES,

  reason: { type: 'text', meaning: 'What sales said, as the reason of a rejection or loss.' },
  rejectionReason: {
    type: 'option',
    meaning: 'Why sales rejected the person, in the words of sales, until the next hand-off.',
  },
  nurture: { type: 'text', meaning: 'The nurture track the person goes to.' },
  returnAt: { type: 'datetime', meaning: 'When a recycled person comes back.' },
};

/** What the rep is to do. */
const TASK: RuleFields = {
  handOff: { type: 'text', meaning: 'The id of the hand-off.' },
  person: PERSON_OF,
  opportunity: { type: 'reference', meaning: 'The opportunity that was made with it.', of: ['opportunity'] },
  owner: OWNER,
  subject: { type: 'text', meaning: 'What to do, in a line.' },
  body: { type: 'text', meaning: 'What the rep should know.' },
  dueAt: { type: 'datetime', meaning: 'When it is due.' },
  dueDate: { type: 'date', meaning: 'The day it is due, by the clock of whoever gets it.' },
  priority: { type: 'text', meaning: 'How urgent it is, in the words of the system it goes to.' },
};

const OPPORTUNITY: RuleFields = {
  handOff: { type: 'text', meaning: 'The id of the hand-off.' },
  person: PERSON_OF,
  account: { type: 'reference', meaning: 'The company that would buy.', of: ['company'] },
  owner: OWNER,
  name: { type: 'text', meaning: 'What it is called.', always: true },
  stage: { type: 'text', meaning: 'The stage it begins in.', always: true },
  closeDate: { type: 'date', meaning: 'The day it is expected to close.', always: true },
  amount: { type: 'number', meaning: 'What it is expected to be worth.' },
  recordType: { type: 'text', meaning: 'The record type, where the system has several.' },
  campaign: { type: 'text', meaning: 'The campaign that led to it.' },
};

/** The part that a person plays in an opportunity. */
const CONTACT_ROLE: RuleFields = {
  handOff: { type: 'text', meaning: 'The id of the hand-off.' },
  person: PERSON_OF,
  opportunity: { type: 'reference', meaning: 'The opportunity.', of: ['opportunity'] },
  role: { type: 'text', meaning: 'The part, as `Decision Maker`.' },
  primary: { type: 'boolean', meaning: 'Whether it is the first contact of the opportunity.' },
};

/** Somebody who has answered something of a campaign. */
const CAMPAIGN_MEMBER: RuleFields = {
  person: PERSON_OF,
  campaign: { type: 'reference', meaning: 'The campaign.', of: ['campaign'] },
  status: { type: 'text', meaning: 'The status in the campaign, by members.yaml.', always: true },
};

/** What marketing saw of a person. */
const DIGEST: RuleFields = {
  person: PERSON_OF,
  owner: OWNER,
  subject: { type: 'text', meaning: 'What it is, in a line.' },
  body: { type: 'text', meaning: 'What the person did, as digest.yaml words it.' },
  status: { type: 'text', meaning: 'What it is made with, by digest.yaml.' },
  dueDate: { type: 'date', meaning: 'The day of the last thing that the person did.' },
  touches: { type: 'text', meaning: 'What the person did, newest first, a line for each.' },
};

const RECORDS: ReadonlyMap<string, RuleFields> = new Map([
  ['person', PERSON],
  ['company', OF_OPPORTUNITIES],
  ['task', TASK],
  ['opportunity', OPPORTUNITY],
  ['contact-role', CONTACT_ROLE],
  ['campaign-member', CAMPAIGN_MEMBER],
  ['digest', DIGEST],
]);

/**
 * The fields of a record of the rules; null when there is no such record. Nothing is written, so nothing is creatable.
 * Each text of handoff.yaml is a field of a person, as `textReason`.
 */
export function describeRecord(object: string, { texts, lifecycle }: Says): ObjectSchema | null {
  const named = RECORDS.get(object);
  if (named === undefined) return null;
  const known = object === 'person' ? { ...named, ...Object.fromEntries(texts.map(textField)) } : named;
  const fields = Object.entries(known).map(
    ([name, { type, meaning, of, always = false }]): [string, FieldSchema] => [
      name,
      {
        name,
        label: meaning,
        type,
        creatable: false,
        updatable: false,
        required: always,
        unique: false,
        maxLength: null,
        // What sales has chosen is told back to them, whatever it is.
        options: name === 'lifecycle' ? lifecycle.map(asOption) : [],
        restricted: name === 'lifecycle',
        references: of ?? [],
        calculated: false,
      },
    ],
  );
  return { object, label: object, fields: new Map(fields) };
}

const asOption = (value: string): FieldOption => ({ value, label: value, active: true });

const textField = (text: string): readonly [string, RuleField] => [
  `text${text.slice(0, 1).toUpperCase()}${text.slice(1)}`,
  { type: 'text', meaning: `The text "${text}" of handoff.yaml.` },
];
