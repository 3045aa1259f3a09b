import type { CountQuery } from '../../expression/expression.ts';
import { COMPANY, fieldsBehind } from '../facts.ts';
import type { Reads } from '../rules.ts';
import { ACCOUNT, type HandOffRules, type Text } from './hand-off.ts';
import { namesInLines } from './lines.ts';
import { handOffName, TEXT } from './names.ts';

/** What has to be known of a person to hand them over, beside what scoring and qualification ask for. */
export function readsOf(
  { kinds, texts, task, notices }: Omit<HandOffRules, 'tally' | 'reads'>,
  queries: readonly CountQuery[],
): Reads {
  const messages = [...(task === null ? [] : [task]), ...notices];
  const lines = [
    ...messages.flatMap(({ subject, body }) => [...subject, body]),
    ...kinds.flatMap(({ opportunity, convertedOpportunity }) => [
      ...(opportunity?.name ?? []),
      ...(convertedOpportunity ?? []),
    ]),
    ...[...texts.values()].flatMap(linesOf),
  ];
  const fields = [
    ...kinds.flatMap(({ when }) => when?.reads ?? []),
    ...kinds.flatMap(({ opportunity }) => (opportunity === null ? [] : [ACCOUNT])),
    ...kinds.flatMap(({ opportunity }) =>
      typeof opportunity?.amount === 'string' ? [opportunity.amount] : [],
    ),
    ...[...texts.values()].flatMap((text) => (text.kind === 'by' ? [text.field] : [])),
    ...lines.flatMap(namesInLines),
  ]
    .filter((name) => handOffName(name) === null && !name.startsWith(TEXT))
    .flatMap(fieldsBehind);
  return {
    person: sorted(fields.filter((name) => !name.startsWith(COMPANY))),
    company: sorted(
      fields.filter((name) => name.startsWith(COMPANY)).map((name) => name.slice(COMPANY.length)),
    ),
    activities: sorted(queries.map(({ activity }) => activity)),
    longestWindowMs: Math.max(0, ...queries.flatMap(({ windowMs }) => windowMs ?? [])),
    totals: queries.some(({ windowMs }) => windowMs === null),
  };
}

function linesOf(text: Text): readonly Parameters<typeof namesInLines>[0][] {
  if (text.kind === 'words') return text.first;
  return text.kind === 'by'
    ? [...text.of.values(), ...(text.otherwise === null ? [] : [text.otherwise])]
    : [];
}

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();
