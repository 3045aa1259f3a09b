import { pick } from '../../../src/connector/sim/random.ts';
import { ACCOUNT } from './account.ts';
import { attend, fillForm, joinList, mail, occur } from './state/do.ts';
import { customEvent, MAIL_EVENTS, PAGE_VIEW } from './state/doings.ts';
import { planCreate } from './state/plan.ts';
import { tableOf, type Portal } from './state/portal.ts';
import { iso, type Row, type Source } from './state/row.ts';
import { carryOut } from './state/write.ts';

const REP: Source = { changeSource: 'CRM_UI', sourceId: `userId:${ACCOUNT.userId}` };
const HOUR_MS = 3_600_000;
const SITE = 'https://www.sandbox.example';
const PAGES = ['/', '/pricing', '/pricing', '/product', '/customers', '/careers'] as const;

/** A contact, or a rep with a contact, does one thing that is no edit. */
export function doSomething(portal: Portal, random: () => number, row: Row): string {
  const { email } = row.props;
  const dice = random();
  if (email === undefined || dice < 0.15) return talk(portal, random, row);
  if (dice < 0.55) {
    const page = pick(random, PAGES);
    occur(portal, email, PAGE_VIEW, { hs_url: `${SITE}${page}`, hs_page_title: page });
    return `contact ${row.id} visited ${page}`;
  }
  if (dice < 0.75) {
    const type = pick(random, MAIL_EVENTS);
    const url = type === 'CLICK' ? `${SITE}/product?utm_campaign=autumn` : null;
    mail(portal, { type, recipient: email, subject: 'What is new', url, filteredEvent: random() < 0.1 });
    return `contact ${row.id}: e-mail ${type.toLowerCase()}`;
  }
  if (dice < 0.9) {
    const form = pick(random, portal.doings.forms).name;
    fillForm(portal, { form, page: `${SITE}/contact?utm_campaign=autumn`, fields: { email } });
    return `contact ${row.id} filled in "${form}"`;
  }
  if (dice < 0.94) {
    joinList(portal, email, pick(random, portal.doings.lists).name);
    return `contact ${row.id} joined a list`;
  }
  if (dice < 0.97) {
    occur(portal, email, customEvent('trial_started'), {});
    return `contact ${row.id} started a trial`;
  }
  attend(portal, email, 'Autumn webinar', pick(random, ['REGISTERED', 'ATTENDED']));
  return `contact ${row.id} came to a webinar`;
}

/** A rep logs a call or books a meeting. */
function talk(portal: Portal, random: () => number, row: Row): string {
  const at = iso(portal.now());
  const soon = (hours: number): string => iso(portal.now() + hours * HOUR_MS);
  const [type, typeId, properties] = pick<readonly [string, number, Readonly<Record<string, string>>]>(
    random,
    [
      ['calls', 194, { hs_call_title: 'Follow-up call', hs_call_status: 'COMPLETED', hs_timestamp: at }],
      [
        'meetings',
        200,
        {
          hs_meeting_title: 'Product demo',
          hs_meeting_outcome: 'SCHEDULED',
          hs_meeting_start_time: soon(24),
          hs_meeting_end_time: soon(25),
          hs_timestamp: soon(24),
        },
      ],
    ],
  );
  const links = [{ toId: row.id, typeIds: [typeId] }];
  const plan = planCreate(portal, tableOf(portal, type).type, properties, links, { claims: new Set() });
  carryOut(portal, plan, REP);
  return `logged ${type} with contact ${row.id}`;
}
