import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { COLOURS, contrast, hasChromium, openBrowser, type Colours } from './support/browser.ts';
import { openWorkspace, type StartedLine, type Workspace } from './support/leadloop.ts';
import { until } from './support/until.ts';

describe('the status page in a browser', function () {
  this.timeout(120_000);
  let workspace: Workspace | null = null;
  let browser: Browser | null = null;
  let page: Page;
  const complaints: string[] = [];

  before(async function () {
    if (!hasChromium()) this.skip();
    workspace = await openWorkspace(['sandbox']);
    const leadloop = await workspace.start<StartedLine>(['start', '--json']);
    browser = await openBrowser();
    page = await browser.newPage({ colorScheme: 'light', viewport: { width: 1100, height: 900 } });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(leadloop.ready.url);
  });
  after(async () => {
    await browser?.close();
    await workspace?.close();
  });

  const table = async (title: string): Promise<readonly (readonly string[])[]> => {
    const rows = await page.getByRole('region', { name: title, exact: true }).getByRole('row').all();
    return Promise.all(rows.map((row) => row.locator('th, td').allTextContents()));
  };
  const writes = async (): Promise<number> =>
    (await table('Written')).slice(1).reduce((sum, [, , count]) => sum + Number(count), 0);

  it('tells the state of both systems under headings that can be jumped to', async () => {
    expect(await page.title()).to.equal('Leadloop');
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).to.deep.equal([
      'Connections',
      'Records kept in step',
      'Waiting',
      'Written',
      'Touchpoints',
      'People',
      'Proof that nobody is lost',
      'Compared in the last 24 hours',
      'Held by the mass-change breaker',
      'Failures',
      'Mapping problems',
      'Open conflicts',
      'Recent conflicts',
    ]);
    const [head, ...rows] = await table('Connections');
    expect(head).to.deep.equal(['System', 'Account', 'State', 'Calls today']);
    expect(rows.map(([system, , state]) => [system, state])).to.deep.equal([
      ['hubspot', 'connected'],
      ['salesforce', 'connected'],
    ]);
  });

  it('renews itself, and its numbers grow with what the market does', async () => {
    await until(async () => (await page.getByRole('region', { name: 'Written' }).count()) > 0);
    const before = await writes();
    await until(async () => (await writes().catch(() => before)) > before);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`can be read in ${colorScheme} colours`, async () => {
      await page.emulateMedia({ colorScheme });
      const { canvas, text, good } = await page.evaluate<Colours>(COLOURS);
      expect(canvas).to.deep.equal(colorScheme === 'light' ? [255, 255, 255] : [18, 18, 18]);
      expect(contrast(canvas, text)).to.be.greaterThan(7);
      expect(contrast(canvas, good)).to.be.greaterThan(4.5);
      await page.screenshot({ path: join(workspace!.folder, `${colorScheme}.png`), fullPage: true });
    });
  }

  it('is reached by keyboard where it is wider than the screen', async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<string | null>(
      `document.activeElement.getAttribute('aria-labelledby')`,
    );
    expect(focused).to.equal('connections');
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).to.be.at.most(0);
  });

  it('gives the browser nothing to complain about', () => {
    expect(complaints).to.deep.equal([]);
  });
});
