import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Says so where tests in the browser have to be left out. */
export function hasChromium(): boolean {
  const isThere = existsSync(CHROMIUM);
  if (!isThere) console.log(`      left out: ${CHROMIUM} is not installed`);
  return isThere;
}

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: QUIET });

export interface Colours {
  readonly canvas: readonly number[];
  readonly text: readonly number[];
  readonly good: readonly number[];
}

/** In the page's own words, as it knows what `Canvas` is in either scheme. */
export const COLOURS = `(() => {
  const rgb = (selector, property) =>
    getComputedStyle(document.querySelector(selector))[property].match(/\\d+/g).slice(0, 3).map(Number);
  document.querySelector('main').style.backgroundColor = 'Canvas';
  return { canvas: rgb('main', 'backgroundColor'), text: rgb('body', 'color'), good: rgb('.ok', 'color') };
})()`;

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: readonly number[], other: readonly number[]): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
