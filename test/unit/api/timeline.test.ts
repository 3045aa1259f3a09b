import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { EntityAnswer } from '../../../src/api/operations.ts';
import type { ApiContext } from '../../../src/api/routes.ts';
import { listen, makeApp } from '../../../src/api/server.ts';
import { timelinesUrl, type Timeline } from '../../../src/api/timeline.ts';

const ADA = '01920000-0000-7000-8000-000000000001';
const PASSWORD = 'correct horse: battery';
const AT = new Date('2026-11-20T14:03:10Z');

/** Where somebody has written HTML wherever people can write. */
const EVIL = '<script>alert("x")</script>';

const person = {
  id: ADA,
  kind: 'person',
  links: [],
  waiting: [],
  failures: [{ system: 'crm', code: 'X', message: '', meaning: EVIL, fix: EVIL, seen: 1, lastAt: AT }],
  conflicts: [],
  receipts: [],
  touches: [{ system: 'hub', kind: 'form_submit', at: AT, about: EVIL, campaign: EVIL, details: {} }],
  moreTouches: true,
  outOfScope: [],
  fields: {},
  score: null,
  decided: { standing: null, stages: [], handOffs: [], decisions: [], now: null },
} as unknown as EntityAnswer;
const link = (id: string): EntityAnswer['links'][number] => ({
  system: 'crm',
  object: 'Lead',
  id,
  primary: true,
  linkedBy: 'key',
  endedWhy: null,
  agreed: null,
  lastSeen: null,
  seenAt: null,
  modifiedAt: null,
});
const TIMELINE: Timeline = {
  person,
  fields: [
    { name: 'firstName', label: 'First name', text: EVIL },
    { name: 'email', label: 'Email', text: 'ada@example.com' },
  ],
  records: [
    { link: link('00Q1'), page: 'https://crm.example/00Q1?a="b"' },
    { link: link('00Q2'), page: null },
  ],
};

describe('a person’s timeline over HTTP', () => {
  const servers: Server[] = [];
  const asked: (readonly [string, number])[] = [];
  const serve = async (password: string | null): Promise<string> => {
    const timelines: ApiContext['timelines'] = {
      password,
      read: (id, page) => {
        asked.push([id, page]);
        return Promise.resolve(id === ADA ? TIMELINE : null);
      },
    };
    const server = await listen(makeApp({ timelines, localToken: 'token' } as unknown as ApiContext), 0);
    servers.push(server);
    return timelinesUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  };
  let open: string;
  before(async () => (open = await serve(PASSWORD)));
  beforeEach(() => asked.splice(0));
  after(() => servers.forEach((server) => server.close()));

  const basic = (password: string, user = 'alex'): string =>
    `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  async function get(address: string, authorization?: string) {
    const answer = await fetch(address, authorization === undefined ? {} : { headers: { authorization } });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  const refused: Readonly<Record<string, string | undefined>> = {
    'no password': undefined,
    'a wrong password': basic('correct horse: batterie'),
    'the beginning of the password': basic(PASSWORD.slice(0, -1)),
    'an empty password': basic(''),
    'the password as the user': `Basic ${Buffer.from(PASSWORD.replace(':', '')).toString('base64')}`,
    'the password in another scheme': `Bearer ${PASSWORD}`,
    'the command line’s token': 'Bearer token',
  };
  for (const [name, authorization] of Object.entries(refused)) {
    it(`is closed with ${name}, and does not tell who has one`, async () => {
      const known = await get(`${open}/${ADA}`, authorization);
      const unknown = await get(`${open}/nobody`, authorization);
      expect([known.status, known.text]).to.deep.equal([unknown.status, unknown.text]);
      expect(known.status).to.equal(401);
      expect(known.headers.get('www-authenticate')).to.equal('Basic realm="Leadloop", charset="UTF-8"');
      expect(known.text).to.include('asks for a password').and.not.include('ada@example.com');
      expect(asked).to.deep.equal([]);
    });
  }

  it('is closed to everybody where no password is set, and says what to set', async () => {
    const closed = await serve(null);
    for (const authorization of [undefined, basic(''), basic('null'), basic('undefined')]) {
      const { status, headers, text } = await get(`${closed}/${ADA}`, authorization);
      expect([status, headers.get('www-authenticate')]).to.deep.equal([403, null]);
      expect(text).to.include('LEADLOOP_TIMELINE_PASSWORD');
    }
    expect(asked).to.deep.equal([]);
  });

  it('opens with the password under any name, and is kept by no cache and no search engine', async () => {
    for (const user of ['', 'alex', 'sam@example.com']) {
      const { status, headers } = await get(`${open}/${ADA}`, basic(PASSWORD, user));
      expect(status).to.equal(200);
      expect(headers.get('content-type')).to.equal('text/html; charset=utf-8');
      expect(headers.get('cache-control')).to.equal('no-store');
      expect(headers.get('x-robots-tag')).to.equal('noindex');
      expect(headers.get('referrer-policy')).to.equal('no-referrer');
    }
  });

  it('shows as text what people wrote as HTML', async () => {
    const { text } = await get(`${open}/${ADA}`, basic(PASSWORD));
    expect(text).to.not.include('<script').and.not.include('"x"');
    expect(text.split('&#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62;')).to.have.length(8);
    expect(text).to.include('<a href="https://crm.example/00Q1?a=&#34;b&#34;" rel="noreferrer">00Q1</a>');
    expect(text).to.include('<td>00Q2</td>');
  });

  it('goes page by page through what they did, and from a page that is none to the first', async () => {
    const first = await get(`${open}/${ADA}`, basic(PASSWORD));
    expect(first.text).to.include('<a href="?page=2#what-they-did">Earlier</a>').and.not.include('Later');
    const third = await get(`${open}/${ADA}?page=3`, basic(PASSWORD));
    expect(third.text).to.include('<a href="?page=2#what-they-did">Later</a> · ');
    for (const wrong of ['0', '-1', '1.5', 'x', '1e99', ''])
      await get(`${open}/${ADA}?page=${wrong}`, basic(PASSWORD));
    expect(asked.map(([, page]) => page)).to.deep.equal([1, 3, 1, 1, 1, 1, 1, 1]);
  });

  it('tells whoever follows a link to nobody what to do', async () => {
    for (const id of ['01920000-0000-7000-8000-000000000002', 'nobody', `${ADA}x`, '%3Cscript%3E']) {
      const { status, text } = await get(`${open}/${id}`, basic(PASSWORD));
      expect(status).to.equal(404);
      expect(text).to.include('open it once more from where you found it').and.not.include('script');
    }
    expect(asked.map(([id]) => id)).to.deep.equal(['01920000-0000-7000-8000-000000000002']);
  });
});
