import { titled, type Part } from '../files/part.ts';
import type { OutcomesDocument } from './document.ts';

/** `outcomes.yaml` in the parts that people speak of. */
export const outcomesParts = ({
  answers,
  reasons = {},
  lifecycle = {},
}: OutcomesDocument): readonly Part[] => [
  ...answers.map(({ name, ...says }) => titled('answer', name, says)),
  ...Object.entries(reasons).map(([name, says]) => titled('reason', name, says)),
  ...Object.entries(lifecycle).map(([stage, is]) => titled('life-cycle stage of', stage, { is })),
];
