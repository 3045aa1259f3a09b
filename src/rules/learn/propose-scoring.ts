import { isMap, parseDocument, type Document, type Node } from 'yaml';
import type { EngagementSignalDocument, ScoringDocument } from '../files/scoring-document.ts';
import { AXES } from '../rules.ts';
import { COUNT, parseTemplate } from '../template.ts';
import type { Fit } from './fit.ts';
import { tellOrigin, type Origin } from './proposal.ts';
import type { ScoredBin, ScoredColumn } from './scorecard.ts';
import { tellShare } from './tell.ts';

/**
 * The scoring file that the signals were learned from, with the points that were learned in place of its own, for a person
 * to read, change and approve. Groups stay, with caps that never cut. A signal for each of something done becomes one for
 * each range of how often it was done, as that is what was learned. What has no points falls away; a score for which
 * nothing has any stays as it is. All else, comments included, is kept. `text` is a file without problems.
 */
export function proposeScoring(text: string, fit: Fit, origin: Origin): string {
  const document = parseDocument(text);
  const source = document.toJS() as ScoringDocument;
  for (const axis of AXES) {
    const learned = new Map(
      fit.columns.flatMap((column) => (column.axis === axis ? [[column.column, column] as const] : [])),
    );
    if (learned.size === 0) continue;
    document.setIn([axis, 'groups'], document.createNode(groupsOf(source[axis].groups, learned, document)));
    if (axis === 'fit') document.setIn(['grades'], inLine(document, fit.grades));
    else if (fit.levels !== null) document.setIn(['levels'], inLine(document, fit.levels));
  }
  const untaught = AXES.filter((axis) => fit.columns.every((column) => column.axis !== axis));
  const comments = [
    ...tellOrigin(fit, origin),
    ...(fit.silent.length === 0 ? [] : [`Fell away, as they tell nothing: ${fit.silent.join(', ')}`]),
    ...fit.repeated.map(({ column, by }) => `Fell away: ${column}, as "${by}" says the same`),
    ...untaught.map((axis) => `Nothing was learned about ${axis}: it is as it was.`),
  ];
  return `${comments.map((line) => `# ${line}`).join('\n')}\n\n${document.toString({ lineWidth: 0 })}`;
}

interface Group {
  readonly name: string;
  /** Those of fit have fewer keys. */
  readonly signals: readonly EngagementSignalDocument[];
}

function groupsOf(
  groups: readonly Group[],
  learned: ReadonlyMap<string, ScoredColumn>,
  document: Document,
): readonly unknown[] {
  return groups.flatMap(({ name, signals }) => {
    const own = signals.flatMap((signal) => learned.get(signal.name) ?? []);
    if (own.length === 0) return [];
    const nodes = signals.flatMap((signal) =>
      (learned.get(signal.name)?.bins ?? [])
        .filter(({ points }) => points !== 0)
        .map((bin) => signalNode(signal, bin, document)),
    );
    return [{ name, cap: capOf(own), signals: nodes }];
  });
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
): Node {
  const isCount = signal.activity !== undefined;
  const { reason } = signal;
  const node = inLine(document, {
    name: isCount ? `${signal.name}: ${name}` : signal.name,
    when: isCount ? when : signal.when,
    points,
    // A condition has no count to tell.
    ...(reason === undefined || (isCount && tellsCount(reason)) ? {} : { reason }),
  });
  node.commentBefore = ` ${rows} rows, ${tellShare(wins / rows)} won`;
  return node;
}

const tellsCount = (reason: string): boolean =>
  parseTemplate(reason).pieces.some((piece) => piece.kind === 'name' && piece.name === COUNT);

function inLine(document: Document, value: unknown): Node {
  const node = document.createNode(value);
  if (isMap(node)) node.flow = true;
  return node;
}
