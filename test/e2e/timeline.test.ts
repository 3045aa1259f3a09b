import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { EntityAnswer } from '../../src/api/operations.ts';
import { contrast, hasChromium, openBrowser } from './support/browser.ts';
import { openWorkspace, type StartedLine, type Workspace } from './support/leadloop.ts';
import { until } from './support/until.ts';

const PASSWORD = 'a long one: for sales';
const ADA = 'ada@engines.example';
const FORM = {
  email: ADA,
  firstName: 'Ada',
  lastName: '<b>Lovelace</b>',
  company: 'Engines & Sons',
  jobTitle: 'Head of IT',
  message: 'Please call me: I want a demo',
};

describe('a timeline that sales opens in the browser', function () {
  this.timeout(180_000);
  let workspace: Workspace | null = null;
  let browser: Browser | null = null;
  let url: string;
  let ada: EntityAnswer;
  let page: Page;
  const complaints: string[] = [];
  const run = (...args: readonly string[]) => (workspace ?? expect.fail()).run(args);
  const known = async (): Promise<EntityAnswer | undefined> => {
    const { stdout } = await run('why', ADA, '--json');
    return stdout === '' ? undefined : (JSON.parse(stdout) as readonly EntityAnswer[])[0];
  };
  const open = async (colorScheme: 'light' | 'dark', password = PASSWORD): Promise<Page> => {
    const opened = await (browser ?? expect.fail()).newPage({
      colorScheme,
      viewport: { width: 1100, height: 900 },
      httpCredentials: { username: 'alex', password },
    });
    opened.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    opened.on('pageerror', (error) => complaints.push(error.message));
    return opened;
  };

  before(async function () {
    if (!hasChromium()) this.skip();
    workspace = await openWorkspace(['sandbox']);
    const leadloop = await workspace.start<StartedLine>(['start', '--json'], {
      LEADLOOP_MARKET: 'off',
      LEADLOOP_PUBLIC_URL: 'https://leadloop.example.com/',
      LEADLOOP_TIMELINE_PASSWORD: PASSWORD,
      INTAKE_WEB_FORM_KEY: 'form-key',
    });
    url = leadloop.ready.url;
    const answer = await fetch(`${url}/intake/web-form`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-leadloop-key': 'form-key' },
      body: JSON.stringify(FORM),
    });
    expect(answer.status, await answer.text()).to.be.lessThan(300);
    await until(async () => {
      const found = await known();
      if (found !== undefined) ada = found;
      return (found?.touches.length ?? 0) > 0 && (found?.decided?.decisions.length ?? 0) > 0;
    });
    browser = await openBrowser();
    page = await open('light');
    await page.goto(`${url}/people/${ada.id}`);
  });
  after(async () => {
    await browser?.close();
    await workspace?.close();
  });

  it('says who it is, in their own words and not in their HTML', async () => {
    expect(await page.title()).to.equal('Ada <b>Lovelace</b> · Leadloop');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).to.equal('Ada <b>Lovelace</b>');
    expect(await page.locator('h1 + p').textContent()).to.equal(`Head of IT · Engines & Sons · ${ADA}`);
    expect(await page.locator('dd').allTextContents()).to.include(FORM.message);
  });

  it('says where they stand, what they did, what was decided and where their records are', async () => {
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(headings).to.deep.equal([
      'Score',
      'Stage',
      'Handed to sales',
      'What they did',
      'Decisions',
      'Records',
      'Fields',
    ]);
    const rows = (title: string) => page.getByRole('region', { name: title }).getByRole('row');
    expect(await rows('What they did').nth(1).locator('td').allTextContents()).to.include('form_submit');
    expect(await rows('Decisions').count()).to.be.greaterThan(1);
    expect(await rows('Records').count()).to.be.greaterThan(1);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`can be read in ${colorScheme} colours, also on a telephone`, async () => {
      await page.emulateMedia({ colorScheme });
      const colours =
        await page.evaluate<Readonly<Record<'canvas' | 'text' | 'label', readonly number[]>>>(COLOURS);
      expect(contrast(colours.canvas, colours.text)).to.be.greaterThan(7);
      expect(contrast(colours.canvas, colours.label)).to.be.greaterThan(4.5);
      await page.screenshot({ path: join(workspace!.folder, `${colorScheme}.png`), fullPage: true });
      await page.setViewportSize({ width: 360, height: 640 });
      expect(
        await page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        ),
      ).to.be.at.most(0);
    });
  }

  it('gives the browser nothing to complain about', () => {
    expect(complaints).to.deep.equal([]);
  });

  it('shows nothing of them without the password', async () => {
    const other = await open('light', 'something else here');
    const answer = await other.goto(`${url}/people/${ada.id}`).catch(() => null);
    expect(answer?.status() ?? 401).to.equal(401);
    expect(await other.content()).to.not.include('Lovelace');
    await other.close();
  });

  it('tries again what was given up, once somebody says so', async () => {
    const none = await run('retry', 'no-such-code', '--json');
    expect([none.code, none.stdout]).to.deep.equal([1, '']);
    expect(none.stderr).to.include("nothing was set aside by the code 'no-such-code'");
    const all = await run('retry', '--json');
    expect([all.code, Object.keys(JSON.parse(all.stdout) as object)]).to.deep.equal([
      0,
      ['entities', 'notices'],
    ]);
  });
});

/** In the page's own words, as it knows what `Canvas` is in either scheme. */
const COLOURS = `(() => {
  const rgb = (selector, property) =>
    getComputedStyle(document.querySelector(selector))[property].match(/\\d+/g).slice(0, 3).map(Number);
  document.querySelector('main').style.backgroundColor = 'Canvas';
  return { canvas: rgb('main', 'backgroundColor'), text: rgb('body', 'color'), label: rgb('dt', 'color') };
})()`;
