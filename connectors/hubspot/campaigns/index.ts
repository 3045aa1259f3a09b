import type { CallOptions, Page } from '../../../src/connector/contract.ts';
import type { ObjectCalls } from '../apart.ts';
import type { Session } from '../session.ts';
import { campaignChanges, type Present } from './changes.ts';
import { CAMPAIGNS } from './properties.ts';
import { orNothing } from './refused.ts';
import { findCampaigns, lastCampaignChanges, readCampaigns } from './read.ts';
import { scanCampaigns } from './scan.ts';
import { setupCampaigns } from './setup.ts';
import { writeCampaigns, type Unanswered } from './write.ts';

const noneAt = (cursor: string): Page => ({ snapshots: [], cursor, more: false });

/** Campaigns have an API of their own: ids are GUIDs, batches hold 50, and nothing is found by value. */
export function createCampaigns(session: Session): ObjectCalls {
  const present: Present = { ids: null };
  const unanswered: Unanswered = new Map();
  const look = (options: CallOptions) => () => session.refreshSchema(CAMPAIGNS, options);
  return {
    describe: (options) => look(options)(),
    read: (request, options) => readCampaigns(session, request, options),
    find: (request, options) => orNothing(findCampaigns(session, request, options), [], look(options)),
    changes: (request, options) =>
      orNothing(
        campaignChanges(session, present, request, options),
        noneAt(request.cursor ?? ''),
        look(options),
      ),
    scan: (request, options) =>
      orNothing(scanCampaigns(session, request, options), noneAt(''), look(options)),
    write: (writes, options) => writeCampaigns(session, unanswered, writes, options),
    setup: (object, options) => setupCampaigns(session, object, options),
    lastChanges: (request, options) => lastCampaignChanges(session, request, options),
  };
}
