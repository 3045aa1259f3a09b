import type { Value } from '../../domain/value.ts';
import { inTenths } from '../score/points.ts';
import type { GivenSignal } from '../score/score.ts';
import type { ReadName } from '../template.ts';
import { localDate } from '../working-time/local-time.ts';
import { cap, TEXT_LENGTH } from './cap.ts';
import type { Text } from './hand-off.ts';
import type { HandOffInput } from './input.ts';
import { fillFirst, fillLines, type Lines } from './lines.ts';
import { newestFirst, touchLine } from './touch-lines.ts';

/** What a text says of one hand-off; null: nothing. */
export function makeText(text: Text, handOff: HandOffInput, read: ReadName): string | null {
  const made = write(text, handOff, read);
  return made === null ? null : cap(made, TEXT_LENGTH);
}

function write(text: Text, handOff: HandOffInput, read: ReadName): string | null {
  switch (text.kind) {
    case 'words':
      return fillFirst(text.first, read);
    case 'by':
      return (
        chosen(text, read(text.field) ?? null)
          .flatMap((lines) => fillLines(lines, read) ?? [])
          .join('\n') || null
      );
    case 'touches': {
      const { kinds, words, most } = text;
      const shown = handOff.touches.filter(({ kind }) => kinds === null || kinds.has(kind));
      return listed(
        newestFirst(shown).map((touch) => touchLine(touch, words, handOff.calendar)),
        most,
      );
    }
    case 'campaigns':
      return listed(campaignLines(handOff), text.most);
    case 'signals':
      return listed(
        (handOff.decision.score?.signals ?? []).filter(({ points }) => points > 0).map(signalLine),
        text.most,
      );
  }
}

/** Of several values each that says something, or what is said of none. */
function chosen({ of, otherwise }: Extract<Text, { kind: 'by' }>, value: Value): readonly Lines[] {
  const values = [value].flat().map((each) => String(each).trim().toLowerCase());
  const found = [...new Set(values)].map((each) => of.get(each)).filter((lines) => lines !== undefined);
  return found.length > 0 || otherwise === null ? found : [otherwise];
}

/** Different touches only, so that ten visits to a page leave room for something else. */
const listed = (lines: readonly string[], most: number): string | null =>
  [...new Set(lines)].slice(0, most).join('\n') || null;

/** Each campaign with the day of the last touch and, if there were several, how many. */
function campaignLines({ touches, calendar }: HandOffInput): readonly string[] {
  const byCampaign = Map.groupBy(newestFirst(touches), ({ campaign }) => campaign);
  return [...byCampaign].flatMap(([campaign, [last, ...more]]) =>
    campaign === null || last === undefined
      ? []
      : `${localDate(calendar, last.at)} ${campaign}${more.length === 0 ? '' : ` (${more.length + 1} touches)`}`,
  );
}

const signalLine = ({ name, points, count }: GivenSignal): string =>
  `+${inTenths(points)} ${name}${count === null || count < 2 ? '' : ` (${count} times)`}`;
