/** Pipelines of a new account. https://developers.hubspot.com/docs/api-reference/latest/crm/pipelines/guide */
export interface Stage {
  readonly id: string;
  readonly label: string;
  /** All values are strings, also the numbers. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Pipeline {
  readonly id: string;
  readonly label: string;
  readonly stages: readonly Stage[];
}

const MADE = '1970-01-01T00:00:00Z';

const deal = (id: string, label: string, probability: string): Stage => ({
  id,
  label,
  metadata: { isClosed: String(probability === '1.0' || probability === '0.0'), probability },
});

const open = (id: string, label: string, isClosed = false): Stage => ({
  id,
  label,
  metadata: { isClosed: String(isClosed), state: isClosed ? 'CLOSED' : 'OPEN' },
});

/** In forward order. */
export const LIFECYCLE: readonly Stage[] = [
  open('subscriber', 'Subscriber'),
  open('lead', 'Lead'),
  open('marketingqualifiedlead', 'Marketing Qualified Lead'),
  open('salesqualifiedlead', 'Sales Qualified Lead'),
  open('opportunity', 'Opportunity'),
  open('customer', 'Customer'),
  open('evangelist', 'Evangelist'),
  open('other', 'Other', true),
];

export const PIPELINES: Readonly<Record<string, readonly Pipeline[]>> = {
  contacts: [{ id: 'contacts-lifecycle-pipeline', label: 'Lifecycle Stage Pipeline', stages: LIFECYCLE }],
  companies: [{ id: 'companies-lifecycle-pipeline', label: 'Lifecycle Stage Pipeline', stages: LIFECYCLE }],
  deals: [
    {
      id: 'default',
      label: 'Sales Pipeline',
      stages: [
        deal('appointmentscheduled', 'Appointment Scheduled', '0.2'),
        deal('qualifiedtobuy', 'Qualified To Buy', '0.4'),
        deal('presentationscheduled', 'Presentation Scheduled', '0.6'),
        deal('decisionmakerboughtin', 'Decision Maker Bought-In', '0.8'),
        deal('contractsent', 'Contract Sent', '0.9'),
        deal('closedwon', 'Closed Won', '1.0'),
        deal('closedlost', 'Closed Lost', '0.0'),
      ],
    },
  ],
  leads: [
    {
      id: 'lead-pipeline-id',
      label: 'Lead pipeline',
      stages: [
        open('new-stage-id', 'New'),
        open('attempting-stage-id', 'Attempting'),
        open('connected-stage-id', 'Connected'),
        open('qualified-stage-id', 'Qualified', true),
        open('unqualified-stage-id', 'Disqualified', true),
      ],
    },
  ],
};

export const showStage = (stage: Stage, displayOrder: number): Record<string, unknown> => ({
  label: stage.label,
  displayOrder,
  metadata: stage.metadata,
  id: stage.id,
  createdAt: MADE,
  updatedAt: MADE,
  writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
  archived: false,
});

export const showPipeline = (pipeline: Pipeline, displayOrder: number): Record<string, unknown> => ({
  label: pipeline.label,
  displayOrder,
  id: pipeline.id,
  stages: pipeline.stages.map(showStage),
  createdAt: MADE,
  updatedAt: MADE,
  archived: false,
});
