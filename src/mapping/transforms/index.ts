import { domain, email, url } from './address.ts';
import { date, datetime, is, number, text, truncate, truncateLines } from './conversion.ts';
import { country } from './country.ts';
import type { TransformKind } from './kind.ts';
import { html, plain } from './markup.ts';
import { phone } from './phone.ts';
import { collapseSpace, lower, title, trim, upper } from './spelling.ts';

/** Every transform a mapping file may name, in the order of the documentation. */
export const TRANSFORMS: ReadonlyMap<string, TransformKind> = new Map(
  [
    trim,
    collapseSpace,
    lower,
    upper,
    title,
    truncate,
    truncateLines,
    plain,
    html,
    email,
    domain,
    url,
    phone,
    country,
    text,
    number,
    date,
    datetime,
    is,
  ].map((kind) => [kind.name, kind]),
);
