import type { ConnectorDefinition } from '../../src/connector/contract.ts';
import { openIntake } from './connection.ts';
import { SYSTEM } from './person.ts';

/** People who arrive by web form (`POST /intake/<source>`) or as CSV list (`leadloop import`). */
export const connector: ConnectorDefinition = {
  name: SYSTEM,
  title: 'Forms and lists',
  capabilities: {
    readable: false,
    writable: false,
    webhooks: true,
    stream: false,
    externalKeyField: null,
    ownFields: null,
    ownIds: false,
    erasable: false,
    writes: null,
    touchpoints: [],
    buckets: [],
  },
  settings: [
    {
      name: 'INTAKE_WEB_FORM_KEY',
      meaning: 'Key that the shipped web form sends as X-Leadloop-Key. Other forms name their own variable.',
      secret: true,
      example: 'k3y-of-at-least-20-characters',
    },
  ],
  // The names of the forms' variables stand in the sources' files, which people add while Leadloop runs.
  open: (context) => Promise.resolve(openIntake(context, { ...process.env, ...context.settings })),
};
