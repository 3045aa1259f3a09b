import { Document, isMap, isNode, isScalar, parse, parseDocument } from 'yaml';
import type { EngagementSignalDocument, ScoringDocument } from '../files/scoring-document.ts';
import { AXES, type Axis } from '../rules.ts';
import { COUNT, parseTemplate } from '../template.ts';
import type { Fit } from './fit.ts';
import { commented, tellOrigin, type Origin } from './proposal.ts';
import type { ScoredBin, ScoredColumn } from './scorecard.ts';
import { tellShare } from './tell.ts';

/**
 * The scoring file that the signals were learned from, with the points that were learned in place of its own, for a person
 * to read, change and approve. Groups stay, with caps that never cut. A signal for each of something done becomes one for
 * each range of how often it was done, as that is what was learned. What has no points falls away; a score for which
 * nothing has any stays as it is. Elsewhere the file is kept to the letter. `text` is a file without problems.
 */
export function proposeScoring(text: string, fit: Fit, origin: Origin): string {
  const source = parse(text) as ScoringDocument;
  const columnsOf = (axis: Axis): readonly ScoredColumn[] =>
    fit.columns.filter((column) => column.axis === axis);
  const taught = AXES.filter((axis) => columnsOf(axis).length > 0);
  const parts = new Map(taught.map((axis) => [axis as string, axisPart(axis, source, columnsOf(axis))]));
  if (taught.includes('fit')) parts.set('grades', scalePart('grades', fit.grades));
  if (fit.levels !== null) parts.set('levels', scalePart('levels', fit.levels));
  const comments = [
    ...tellOrigin(fit, origin),
    ...(fit.silent.length === 0 ? [] : [`Fell away, as they tell nothing: ${fit.silent.join(', ')}`]),
    ...fit.repeated.map(({ column, by }) => `Fell away: ${column}, as "${by}" says the same`),
    ...AXES.filter((axis) => !taught.includes(axis)).map(
      (axis) => `Nothing was learned about ${axis}: it is as it was.`,
    ),
  ];
  return `${commented(comments)}\n\n${withParts(text, parts)}`;
}

/** The file with other text for some of its keys, those themselves included. */
function withParts(text: string, parts: ReadonlyMap<string, string>): string {
  const { contents } = parseDocument(text);
  let written = '';
  let from = 0;
  for (const { key, value } of isMap(contents) ? contents.items : []) {
    const part = isScalar(key) ? parts.get(String(key.value)) : undefined;
    const [begin] = (isScalar(key) && key.range) || [];
    const [, end] = (isNode(value) && value.range) || [];
    if (part === undefined || begin === undefined || end === undefined) continue;
    // The end of a block is behind its last line.
    const space = /\s*$/u.exec(text.slice(begin, end))?.[0] ?? '';
    written += `${text.slice(from, begin)}${part}${space}`;
    from = end;
  }
  return written + text.slice(from);
}

function axisPart(axis: Axis, source: ScoringDocument, columns: readonly ScoredColumn[]): string {
  const document = new Document();
  const learned = new Map(columns.map((column) => [column.column, column]));
  // Signals of fit have fewer keys.
  const groups: readonly { readonly name: string; readonly signals: readonly EngagementSignalDocument[] }[] =
    source[axis].groups;
  document.contents = document.createNode({
    [axis]: {
      groups: groups.flatMap(({ name, signals }) => {
        const own = signals.flatMap((signal) => learned.get(signal.name) ?? []);
        const nodes = signals.flatMap((signal) =>
          (learned.get(signal.name)?.bins ?? [])
            .filter(({ points }) => points !== 0)
            .map((bin) => signalNode(signal, bin, document)),
        );
        return own.length === 0 ? [] : [{ name, cap: capOf(own), signals: nodes }];
      }),
    },
  });
  return document.toString({ lineWidth: 0, singleQuote: true }).trimEnd();
}

/** As many points as the group can give or take at most. */
function capOf(columns: readonly ScoredColumn[]): number {
  const sum = (of: (points: readonly number[]) => number): number =>
    columns.reduce((total, { bins }) => total + of(bins.map(({ points }) => points)), 0);
  return Math.max(
    sum((points) => Math.max(0, ...points)),
    -sum((points) => Math.min(0, ...points)),
  );
}

/** A condition stays as it is written; of something done, a range of how often is a signal of its own. */
function signalNode(
  signal: EngagementSignalDocument,
  { name, when, points, rows, wins }: ScoredBin,
  document: Document,
): unknown {
  const isCount = signal.activity !== undefined;
  const { reason } = signal;
  const node = document.createNode({
    name: isCount ? `${signal.name}: ${name}` : signal.name,
    when: isCount ? when : signal.when,
    points,
    // A condition has no count to tell.
    ...(reason === undefined || (isCount && tellsCount(reason)) ? {} : { reason }),
  });
  node.flow = true;
  node.commentBefore = ` ${rows} rows, ${tellShare(wins / rows)} won`;
  return node;
}

const tellsCount = (reason: string): boolean =>
  parseTemplate(reason).pieces.some((piece) => piece.kind === 'name' && piece.name === COUNT);

const scalePart = (key: string, scale: Readonly<Record<string, number>>): string =>
  `${key}: { ${Object.entries(scale)
    .map(([name, from]) => `${name}: ${from}`)
    .join(', ')} }`;
