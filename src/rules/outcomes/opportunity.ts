import type { FieldType } from '../../domain/schema.ts';
import type { Value } from '../../domain/value.ts';
import type { Opportunity } from '../input.ts';

/** What the names of its fields begin with. */
export const ONE_OPPORTUNITY = 'opportunity.';

/** What an answer may ask of an opportunity. An answer that does is asked of each opportunity of the person. */
export const ONE_OPPORTUNITY_FACTS = {
  'opportunity.stage': { type: 'text', meaning: 'Its stage, as sales names it.', read: ({ stage }) => stage },
  'opportunity.isClosed': {
    type: 'boolean',
    meaning: 'Whether it is won or lost.',
    read: ({ isClosed }) => isClosed,
  },
  'opportunity.isWon': { type: 'boolean', meaning: 'Whether it is won.', read: ({ isWon }) => isWon },
  'opportunity.amount': { type: 'number', meaning: 'What it is worth.', read: ({ amount }) => amount },
  'opportunity.currency': {
    type: 'text',
    meaning: 'The currency of the amount, as `EUR`.',
    read: ({ currency }) => currency,
  },
  'opportunity.lossReason': {
    type: 'text',
    meaning: 'Why it was lost.',
    read: ({ lossReason }) => lossReason,
  },
} as const satisfies Readonly<Record<string, OpportunityFact>>;

interface OpportunityFact {
  readonly type: FieldType;
  readonly meaning: string;
  readonly read: (opportunity: Opportunity) => Value;
}

const FACTS: ReadonlyMap<string, OpportunityFact> = new Map(Object.entries(ONE_OPPORTUNITY_FACTS));

export const isOfOpportunity = (name: string): boolean => name.startsWith(ONE_OPPORTUNITY);

export const readOpportunity = (opportunity: Opportunity, name: string): Value | undefined =>
  FACTS.get(name)?.read(opportunity);
