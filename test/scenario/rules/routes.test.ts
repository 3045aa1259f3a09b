import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { DAY_MS } from '../../../src/domain/clock.ts';
import type { ToldHandOff } from '../../../src/api/decided.ts';
import { sayReason } from '../../../src/rules/routing/reason.ts';
import { editedMappings } from '../edited-mappings.ts';
import { openMarket, type Market } from '../hand-over/market.ts';
import { eventually, inForce, only } from '../views.ts';

/** Alex is at work. Sam is on leave, Kim is off at this hour, and Pat has left. */
const [ALEX, SAM, KIM, PAT] = [
  'alex.rep@example.com',
  'sam.rep@example.com',
  'kim.lead@example.com',
  'pat.former@example.com',
] as const;

const NOW = new Date();
const day = (days: number): string => new Date(NOW.getTime() + days * DAY_MS).toISOString().slice(0, 10);
const hour = (hours: number): string => String((NOW.getUTCHours() + hours) % 24).padStart(2, '0');

/** Rules are chosen by the town that a person names. */
const ROUTING = `
calendars:
  always: { zone: UTC, hours: { mon-sun: 00:00-24:00 } }
  at-night: { zone: UTC, hours: { mon-sun: '${hour(12)}:00-${hour(12)}:59' } }
people:
  ${ALEX}: { calendar: always, languages: [de] }
  ${SAM}: { calendar: always, languages: [fr], leave: ['${day(-1)}..${day(2)}'] }
  ${KIM}: { calendar: at-night, languages: [en], capacity: { per-day: 1 } }
teams: { inside: { ${SAM}: 1, ${KIM}: 1, ${ALEX}: 1 } }
partners:
  Iberia Resellers: { manager: ${ALEX}, tell: { fields: [company, lastName], texts: [questions] } }
columns: { interest: productInterest }
rules:
  - { name: named accounts, table: [{ domain: named.example, owner: ${ALEX} }] }
  - { name: products, table: [{ interest: [Robots, Drives], owner: ${ALEX} }] }
  - { name: came by a reseller, when: reseller == "Iberia Resellers", partner: Iberia Resellers }
  - { name: in their language, when: language != null, team: inside, speaks: language }
  - { name: has left, when: city == "Leaving", owner: ${PAT} }
  - { name: is away, when: city == "Leave", owner: ${SAM} }
  - { name: is off, when: city == "Night", owner: ${KIM} }
  - { name: has no room, when: city == "Full", owner: ${KIM}, outside-hours: give }
  - { name: pool, when: city == "Pool", queue: New Leads }
  - { name: the rest, when: city != "Pool" && city != "Nobody", owner: ${ALEX} }
fallback: New Leads
fallback-owner: ${SAM}
`;

const ROWS = `
  language: { type: text, hubspot: leadloop_language }
  productInterest: { type: text, hubspot: leadloop_interest }
  reseller: { type: text, hubspot: leadloop_reseller }
`;

describe('rules: a person who is handed over goes to', function () {
  this.timeout(60_000);
  let market: Market;
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  before(async () => {
    mappings = await editedMappings({ 'fields:\n': `fields:\n${ROWS}` });
    await writeFile(join(mappings.folder, 'rules/routing.yaml'), ROUTING);
    market = await openMarket({ configDir: mappings.folder });
  });
  after(async () => {
    await market.close();
    await mappings.remove();
  });

  const handOff = async (email: string): Promise<ToldHandOff> => {
    await eventually(async () => {
      const [answer] = await market.world.runtime.operations.why(email);
      return answer?.decided?.handOffs.length === 1;
    });
    return only(await market.handOffs(email));
  };
  const asks = async (email: string, fields: Record<string, string>): Promise<ToldHandOff> => {
    await market.asks('Talk to sales', { email, lastname: 'Berg', company: email, ...fields });
    return handOff(email);
  };
  /** Who got the person by which rule, and what is said of those who did not. */
  const said = ({ owner, queue, routed: { rule, losers } }: ToldHandOff) => ({
    to: owner ?? queue,
    rule,
    lost: losers.flatMap(({ candidate, why }) =>
      candidate === null ? [] : [`${candidate}: ${sayReason(why)}`],
    ),
  });
  const to = (owner: string, rule: string | null, ...lost: readonly string[]) => ({ to: owner, rule, lost });
  const queueId = async (): Promise<unknown> => only(await inForce(market.world, 'Group')).Id;

  it('whoever has the account by name', async () => {
    const company = await market.company({ name: 'Named', domain: 'named.example' });
    await market.knows({ email: 'robin@named.example', lastname: 'Berg', company: 'Named' }, company);
    expect(said(await asks('robin@named.example', {}))).to.deep.equal(to(ALEX, 'named accounts'));
  });

  it('whoever has the product', async () => {
    expect(said(await asks('robin@product.example', { leadloop_interest: 'Robots' }))).to.deep.equal(
      to(ALEX, 'products'),
    );
  });

  it('whoever looks after the partner, who is told no more than was agreed', async () => {
    const { made, ...given } = await asks('robin@partner.example', {
      leadloop_reseller: 'Iberia Resellers',
      message: 'A secret',
    });
    expect(said({ made, ...given })).to.deep.equal(to(ALEX, 'came by a reseller'));
    expect(made.person).to.include({ partner: 'Iberia Resellers', textWrote: null, textReason: null });
    expect(made.person['textQuestions']).to.be.a('string');
  });

  it('whoever of the team speaks the language', async () => {
    expect(said(await asks('robin@german.example', { leadloop_language: 'de' }))).to.deep.equal(
      to(
        ALEX,
        'in their language',
        `${SAM}: does not speak the language`,
        `${KIM}: does not speak the language`,
      ),
    );
  });

  it('the next one when somebody has left the company', async () => {
    expect(said(await asks('robin@leaver.example', { city: 'Leaving' }))).to.deep.equal(
      to(ALEX, 'the rest', `${PAT}: no longer active`),
    );
  });

  it('the next one when somebody is on leave', async () => {
    expect(said(await asks('robin@leave.example', { city: 'Leave' }))).to.deep.equal(
      to(ALEX, 'the rest', `${SAM}: on leave until ${day(2)}`),
    );
  });

  it('the next one when somebody is not at work at this hour', async () => {
    expect(said(await asks('robin@night.example', { city: 'Night' }))).to.deep.equal(
      to(ALEX, 'the rest', `${KIM}: not at work at this time`),
    );
  });

  it('the next one when somebody has enough for the day', async () => {
    expect(said(await asks('robin@room.example', { city: 'Full' }))).to.deep.equal(to(KIM, 'has no room'));
    expect(said(await asks('robin@full.example', { city: 'Full' }))).to.deep.equal(
      to(ALEX, 'the rest', `${KIM}: has 1 per day already`),
    );
  });

  it('the queue that a rule names, as a Lead', async () => {
    expect(said(await asks('robin@pool.example', { city: 'Pool' }))).to.deep.equal(to('New Leads', 'pool'));
    await market.settles();
    expect(await market.record('robin@pool.example', 'Lead')).to.include({ OwnerId: await queueId() });
  });

  it('the fallback queue when no rule finds anybody', async () => {
    expect(said(await asks('robin@nobody.example', { city: 'Nobody' }))).to.deep.equal(to('New Leads', null));
    await market.settles();
    expect(await market.record('robin@nobody.example', 'Lead')).to.include({ OwnerId: await queueId() });
  });

  describe('in place of a queue, which owns no contact and no opportunity,', () => {
    it('the fallback owner, with the reason', async () => {
      const email = 'robin@pooled.example';
      await market.isContact(email, 'Pooled', { MailingCity: 'Pool' });
      const given = await asks(email, {});
      expect(given.kind).to.equal('Opportunity with a known company');
      expect(said(given)).to.deep.equal(
        to(SAM, null, 'New Leads: a queue cannot own a contact or an opportunity'),
      );
      expect(sayReason(given.routed.why)).to.match(/^no rule found a person/u);
      await eventually(async () => (await market.opportunities('Pooled')).length === 1);
      await market.settles();
      expect(await market.ownerOf(only(await market.opportunities('Pooled')))).to.equal(SAM);
      expect(await market.ownerOf(await market.record(email, 'Contact'))).to.equal(SAM);
    });

    it('nobody else than who has the Contact, where the hand-off takes the person for a Lead', async () => {
      const email = 'robin@private.example';
      const { force, runtime } = market.world;
      const kim = only((await force.records('User')).filter((user) => user['Email'] === KIM));
      await force.create('Contact', { LastName: 'Berg', Email: email, OwnerId: kim.Id, MailingCity: 'Pool' });
      await market.settles();
      expect(said(await asks(email, {}))).to.deep.equal(to('New Leads', 'pool'));
      await market.settles();
      expect(await market.record(email, 'Contact')).to.include({
        OwnerId: kim.Id,
        Leadloop_Stage__c: 'mql',
      });
      expect((await runtime.operations.status()).failures).to.deep.equal([]);
    });
  });
});
