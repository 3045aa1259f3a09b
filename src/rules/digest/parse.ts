import { didYouMean } from '../../domain/suggest.ts';
import type { Report } from '../../mapping/problem.ts';
import { withFacts } from '../facts.ts';
import { askableOfDecided, type Beside } from '../handoff/askable.ts';
import { compileLength, compileWhen } from '../handoff/compile-kind.ts';
import { compileFirst, compileLines } from '../handoff/compile-lines.ts';
import { readFile, type ParseResult } from '../read-file.ts';
import { planTally } from '../tally.ts';
import type { Clock } from '../working-time/local-time.ts';
import { makeZone, zoneNames } from '../working-time/zone.ts';
import { USUAL_KINDS, type DigestRules } from './digest.ts';
import { digestDocument, keysAt, type DigestDocument } from './document.ts';
import { DIGEST_NAMES } from './names.ts';

/** Below the folder of the mappings. */
export const DIGEST_FILE = 'rules/digest.yaml';

const GUIDE = { whole: 'the digest', page: 'docs/activities.md', keysAt };

/**
 * Reads `digest.yaml`, beside the fields, the scoring and the qualification there are. Every problem is told with its place,
 * its cause and its fix. `file` is only a name.
 */
export const parseDigest = (text: string, file: string, beside: Beside): ParseResult<DigestRules> =>
  readFile(text, file, digestDocument, GUIDE, (source, report) => compile(source, beside, report));

function compile(source: DigestDocument, beside: Beside, report: Report): DigestRules {
  const { when: condition, kinds, words = {}, zone } = source;
  const { scoring, qualification } = beside.rules;
  if (scoring === null && qualification === null)
    report(
      [],
      'nobody is decided about, so nobody gets a digest',
      'Add rules/scoring.yaml or rules/qualification.yaml.',
    );
  const askable = askableOfDecided(beside);
  const inTexts = withFacts(askable.inConditions, DIGEST_NAMES);
  const when = condition === undefined ? null : compileWhen(condition, askable, ['when'], report);
  return {
    base: beside.rules,
    when,
    tally: planTally(when?.counts ?? []),
    kinds: kinds ?? USUAL_KINDS,
    days: source.days,
    most: source.touches,
    words: new Map(Object.entries(words)),
    clock: zone === undefined ? null : compileZone(zone, report),
    everyMs: compileLength(source['at-most-every'], ['at-most-every'], report),
    status: source.status,
    subject: compileFirst(source.subject, inTexts, ['subject'], report),
    body: compileLines(source.body, inTexts, ['body'], report),
  };
}

function compileZone(name: string, report: Report): Clock | null {
  const zone = makeZone(name);
  if (zone !== null) return { zone };
  const fix = didYouMean(name, zoneNames(), 'Use a name of the IANA list, e.g. Europe/Berlin.');
  report(['zone'], `there is no time zone "${name}"`, fix);
  return null;
}
