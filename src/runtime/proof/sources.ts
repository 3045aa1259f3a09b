import { campaignFinder } from '../../domain/campaign.ts';
import type { EntityId } from '../../domain/entity.ts';
import { readCampaigns } from '../../ledger/campaigns.ts';
import type { LedgerDb } from '../../ledger/database.ts';
import { readJourneysOf } from '../../ledger/reports/read-journeys.ts';
import { BLANK, firstSource, seePerson } from '../../report/person.ts';
import type { ProofBy } from '../../report/proof/proof.ts';
import type { ReportSettings } from '../../report/settings/settings.ts';
import { makeSourceOf, touchColumns } from '../../report/sources.ts';

/** Tells where people came from first, as `leadloop report sources` does. */
export type SourcesOf = (people: readonly EntityId[]) => Promise<(person: EntityId) => string>;

/** `settings` null: there is no file that says what counts as a touch, so that nothing is known of anybody. */
export async function makeSourcesOf(
  db: LedgerDb,
  settings: ReportSettings | null,
  by: ProofBy,
): Promise<SourcesOf> {
  if (settings === null) return () => Promise.resolve(() => BLANK);
  const find = campaignFinder(by === 'campaign' ? await readCampaigns(db) : []);
  const sourceOf = makeSourceOf(settings, by === 'source' ? 'channel' : 'campaign', find);
  return async (people) => {
    const journeys = await readJourneysOf(db, people, touchColumns(settings));
    return (person) => {
      const journey = journeys.get(person);
      const seen = journey === undefined ? null : seePerson(journey, sourceOf);
      return seen === null ? BLANK : firstSource(seen);
    };
  };
}
