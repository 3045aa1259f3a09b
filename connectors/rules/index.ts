import type { ConnectorDefinition } from '../../src/connector/contract.ts';
import { SYSTEM, TITLE } from './fields.ts';
import { openRules } from './connection.ts';

/** What the rules decide of people, and what a hand-off makes: decided by Leadloop itself, so there is nobody to ask. */
export const connector: ConnectorDefinition = {
  name: SYSTEM,
  title: TITLE,
  capabilities: {
    readable: false,
    writable: false,
    webhooks: false,
    stream: false,
    externalKeyField: null,
    ownFields: null,
    ownIds: true,
    erasable: false,
    writes: null,
    touchpoints: [],
    buckets: [],
  },
  settings: [],
  open: ({ configDir }) => Promise.resolve(openRules(configDir)),
};
