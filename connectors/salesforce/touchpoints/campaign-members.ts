import { oneLine } from '../../../src/domain/touchpoint.ts';
import type { Row } from '../query.ts';
import { idOf, refOf } from '../snapshots.ts';
import { EXTERNAL_KEY } from '../versions.ts';
import { earliest, keyIn, personIn, textIn, timeIn, type Reading } from './reading.ts';

/** Each status that a member takes is a touchpoint of its own: being sent something is not answering it. */
export const CAMPAIGN_MEMBERS: Reading = {
  object: 'CampaignMember',
  meaning: 'campaigns that people are members of, and their answers',
  needed: ['Id', 'SystemModstamp', 'CampaignId', 'CreatedDate'],
  wanted: [
    'LeadId',
    'ContactId',
    'Status',
    'HasResponded',
    'FirstRespondedDate',
    'LastModifiedDate',
    EXTERNAL_KEY,
  ],
  where: () => [],
  toTouchpoint(row, now) {
    const who = personIn(row['ContactId']) ?? personIn(row['LeadId']);
    const status = textIn(row, 'Status');
    const campaign = oneLine(nameOf(row['Campaign'])) ?? textIn(row, 'CampaignId');
    const hasResponded = row['HasResponded'] === true;
    return (
      who && {
        source: refOf('CampaignMember', `${idOf(row)}:${status ?? ''}`),
        toldBy: refOf('CampaignMember', idOf(row)),
        ...keyIn(row),
        who,
        kind: 'campaign_member',
        at: earliest(hasResponded ? answeredAt(row) : timeIn(row, 'CreatedDate'), now),
        about: oneLine([campaign, status].filter((part) => part !== null).join(' · ')),
        campaign,
        details: { status, responded: hasResponded },
      }
    );
  },
};

/** Only the day of the first answer is kept. On that day itself, the last change tells the time. */
function answeredAt(row: Row): Date | null {
  const [day, changed, created] = [
    textIn(row, 'FirstRespondedDate'),
    timeIn(row, 'LastModifiedDate'),
    timeIn(row, 'CreatedDate'),
  ];
  if (day === null || changed?.toISOString().startsWith(day) === true) return changed ?? created;
  const answered = new Date(day);
  return created !== null && answered < created ? created : answered;
}

const nameOf = (parent: unknown): string | null =>
  typeof parent === 'object' && parent !== null ? textIn(parent as Row, 'Name') : null;
