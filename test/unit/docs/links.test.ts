import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { anchorsOf, PAGES, ROOT, type Page } from './pages.ts';

interface Link {
  readonly file: string;
  readonly anchor: string | null;
}

/** Links to files of the project, outside of code. */
function linksOf({ path, text }: Page): readonly Link[] {
  const prose = text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor = null] = target.split('#', 2);
      return { file: file === '' ? path : normalize(join(dirname(path), file)), anchor };
    });
}

describe('the links in the documentation', () => {
  for (const page of PAGES) {
    it(`of ${page.path} lead somewhere`, () => {
      const dead = linksOf(page).filter(({ file, anchor }) => {
        if (!existsSync(join(ROOT, file))) return true;
        const target = PAGES.find((candidate) => candidate.path === file);
        return anchor !== null && target !== undefined && !anchorsOf(target).has(anchor);
      });
      expect(dead).to.deep.equal([]);
    });
  }

  it('are many, so that this test tests something', () => {
    expect(PAGES.flatMap(linksOf).length).to.be.greaterThan(30);
  });
});
