import { titled, type Part } from '../files/part.ts';
import type { RolesDocument } from './document.ts';

/** `roles.yaml` in the parts that people speak of. */
export const rolesParts = ({ functions, steps }: RolesDocument): readonly Part[] => [
  ...Object.entries(functions).map(([name, says]) => titled('function', name, says)),
  ...Object.entries(steps).map(([name, says]) => titled('step', name, says)),
];
