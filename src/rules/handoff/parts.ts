import { named, titled, whole, type Part } from '../files/part.ts';
import type { HandOffDocument } from './document.ts';

/** `handoff.yaml` in the parts that people speak of. */
export const handOffParts = ({
  at,
  make,
  texts = {},
  task,
  sla,
  notify = [],
}: HandOffDocument): readonly Part[] => [
  ...make.map((kind) => named('kind of hand-off', kind)),
  ...Object.entries(texts).map(([name, is]) => titled('text', name, { is })),
  ...(task === undefined ? [] : [{ name: 'The task', kind: 'part', says: task }]),
  ...Object.entries(sla?.['first-touch'] ?? {}).map(([priority, is]) =>
    titled('time for the first touch of', priority, { is }),
  ),
  ...notify.map(({ on, to, ...says }) => titled('notice', `${on.join(', ')} to ${to}`, says)),
  whole('The file', { at, 'steps of the sla': sla?.steps }),
];
