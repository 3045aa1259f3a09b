import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { ApiContext } from '../../../src/api/routes.ts';
import { listen, makeApp } from '../../../src/api/server.ts';
import { trialSection } from '../../../src/api/trial-section.ts';
import type { TrialReport } from '../../../src/api/trial.ts';
import type { StoredTrial } from '../../../src/ledger/trials.ts';
import { NO_COUNTS } from '../../support/counts.ts';

const SINCE = new Date('2026-11-20T10:00:00Z');
const NOW = new Date('2026-11-20T20:00:00Z');
const NONE = { handOffs: 0, accepted: 0, rejected: 0, hadOwner: 0, flipped: 0 };

const trial = (over: Partial<TrialReport>): TrialReport => ({
  id: 1,
  kind: 'canary',
  version: 'abc',
  number: 4,
  share: 0.1,
  tell: 'marketing',
  since: SINCE,
  by: 'kim@example.com',
  decisions: 0,
  differing: 0,
  ended: null,
  figures: null,
  differences: [],
  ...over,
});
const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('rules on trial on the status page', () => {
  it('of a canary: since when, about whom, its hand-offs beside the others, and what each guard says', () => {
    const figures = {
      canary: { ...NONE, handOffs: 12, accepted: 3, rejected: 2 },
      live: { ...NONE, handOffs: 90, accepted: 60, rejected: 30 },
    };
    const text = textOf(trialSection(trial({ figures }), NOW));
    expect(text).to.include(
      'The canary of version 4 on 10 % of the people has been running since 2026-11-20T10:00:00.000Z.',
    );
    expect(text).to.include('the canary 12 3 2 0 0 the rules in force 90 60 30 0 0');
    expect(text).to.include(
      'or half as many holds Sales accepts fewer of them too few to tell: judges from 20 on',
    );
    expect(text).to.include('leadloop config end');
  });

  it('names the harm that a guard is about to stop it for', () => {
    const figures = { canary: { ...NONE, handOffs: 60 }, live: { ...NONE, handOffs: 90 } };
    expect(textOf(trialSection(trial({ figures }), NOW))).to.include(
      'stops it: too many hand-offs: 6.0 hand-offs an hour, where the rules in force make 1.0',
    );
  });

  it('of a shadow: how often, and where, it would have decided otherwise', () => {
    const differences = [{ live: 'mql, hot', candidate: '<b>', people: 3, example: 'e-1' }];
    const shadow = trial({ kind: 'shadow', share: 1, decisions: 40, differing: 5, differences });
    const html = trialSection(shadow, NOW);
    expect(textOf(html)).to.include('It would have decided 5 of 40 decisions otherwise.');
    expect(html).to.include('<td>mql, hot</td><td>&#60;b&#62;</td><td class="n">3</td>');
  });

  it('is asked for, and shown, only while one runs', async () => {
    const asked: string[] = [];
    let running: StoredTrial | null = null;
    const operations = {
      status: () => Promise.resolve({ ...NO_COUNTS, trial: running }),
      trial: () => {
        asked.push('trial');
        return Promise.resolve(trial({ figures: { canary: NONE, live: NONE } }));
      },
    };
    const server = await listen(makeApp({ operations, localToken: 't' } as unknown as ApiContext), 0);
    const page = async (): Promise<string> =>
      (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)).text();
    expect(await page()).to.not.include('Rules on trial');
    running = trial({ ended: { at: NOW, by: 'the guard', why: 'too many' } });
    expect(await page()).to.not.include('Rules on trial');
    expect(asked).to.deep.equal([]);
    running = trial({});
    expect(await page()).to.include('<h2 id="rules-on-trial">Rules on trial</h2>');
    server.close();
  });

  it('names no person: the page is open to whoever reaches the port', () => {
    const differences = [{ live: 'a', candidate: 'b', people: 1, example: 'e-1' }];
    for (const one of [
      trial({ kind: 'shadow', differences }),
      trial({ figures: { canary: NONE, live: NONE } }),
    ])
      expect(trialSection(one, NOW)).to.not.match(/kim@example\.com|e-1/u);
  });
});
