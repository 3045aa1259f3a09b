import { whole, type Part } from '../files/part.ts';
import type { DigestDocument } from './document.ts';

/** `digest.yaml` in the parts that people speak of. */
export const digestParts = (document: DigestDocument): readonly Part[] => [whole('The digest', document)];
