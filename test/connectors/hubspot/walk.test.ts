import { expect } from 'chai';
import fc from 'fast-check';
import { walk, type Span, type Strand } from '../../../connectors/hubspot/touchpoints/walk.ts';
import type { Touchpoint } from '../../../src/domain/touchpoint.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const OVERLAP = 60_000;

const touch = (id: string): Touchpoint => ({
  source: { system: 'hubspot', object: 'event', id },
  who: { kind: 'email', address: 'ada@acme.example' },
  kind: 'page_view',
  at: NOW,
  about: null,
  campaign: null,
  details: {},
});

/** Strands whose pages hold so many each. */
const strandsOf = (pages: Readonly<Record<string, readonly number[]>>): readonly Strand[] =>
  Object.entries(pages).map(([id, sizes]) => ({
    id,
    read(after) {
      const index = Number(after ?? 0);
      const touchpoints = Array.from({ length: sizes[index] ?? 0 }, (_, one) =>
        touch(`${id}/${index}/${one}`),
      );
      return Promise.resolve({ touchpoints, after: index + 1 < sizes.length ? String(index + 1) : null });
    },
  }));

describe('walking a source of HubSpot that has many parts', () => {
  it('tells all of every part, in pages, each once, whatever their sizes', () =>
    fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.stringMatching(/^[a-z0-9]{1,4}$/),
          fc.array(fc.nat(300), { minLength: 1, maxLength: 4 }),
          { maxKeys: 20 },
        ),
        async (pages) => {
          const told: string[] = [];
          let cursor: string | null = null;
          for (;;) {
            const request = { source: 'x', cursor, since: new Date(NOW.getTime() - HOUR) };
            const page = await walk(request, NOW, OVERLAP, () => Promise.resolve(strandsOf(pages)));
            if (page.kind !== 'page') throw new Error('refused');
            told.push(...page.touchpoints.map(({ source }) => source.id));
            if (!page.more) break;
            ({ cursor } = page);
          }
          const all = Object.entries(pages).flatMap(([id, sizes]) =>
            sizes.flatMap((size, index) => Array.from({ length: size }, (_, one) => `${id}/${index}/${one}`)),
          );
          expect(told.toSorted()).to.deep.equal(all.toSorted());
        },
      ),
      { numRuns: 50 },
    ));

  it('keeps the time of a pass while it goes on, and begins the next one where it began', async () => {
    const spans: Span[] = [];
    const ask = async (cursor: string | null, now: Date) => {
      const request = { source: 'x', cursor, since: new Date(NOW.getTime() - HOUR) };
      const page = await walk(request, now, OVERLAP, (span) => {
        spans.push(span);
        return Promise.resolve(strandsOf({ a: [500, 1] }));
      });
      return page.kind === 'page' ? page : expect.fail('refused');
    };
    const at = (ms: number): Date => new Date(NOW.getTime() + ms);
    const first = await ask(null, NOW);
    const second = await ask(first.cursor, at(1_000));
    expect([first.more, second.more]).to.deep.equal([true, false]);
    await ask(second.cursor, at(30_000));
    expect(spans.map(({ from, until }) => [from - NOW.getTime(), until - NOW.getTime()])).to.deep.equal([
      [-HOUR - OVERLAP, 0],
      [-HOUR - OVERLAP, 0],
      [-OVERLAP, 30_000],
    ]);
  });
});
