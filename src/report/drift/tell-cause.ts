import { assertNever } from '../../domain/assert-never.ts';
import type { DriftFinding } from '../../domain/drift.ts';

/** A difference in plain words: why it is there, and what mends it. */
export function tellCause({
  entity,
  cause,
  code,
  field,
  ref: { system },
}: Pick<DriftFinding, 'entity' | 'cause' | 'code' | 'field' | 'ref'>): {
  readonly why: string;
  readonly fix: string;
} {
  const repair = 'leadloop drift --repair';
  const what = field === null ? 'it was deleted or merged there' : 'it was changed';
  switch (cause) {
    case 'not-captured':
      return {
        why: `${what}, and changes have not been taken over since`,
        fix: `leadloop sync, or ${repair}`,
      };
    case 'missed':
      return { why: `${what}, and nothing told of it`, fix: repair };
    case 'mapping':
      return { why: 'nobody changed it: the mapping reads it differently now', fix: repair };
    case 'agreed':
      return { why: 'both hold what was noted as agreed, and it is not the same', fix: repair };
    case 'conflict':
      return { why: 'both sides changed it', fix: 'leadloop conflicts --open' };
    case 'refused':
      return { why: `${system} refused it (${code ?? ''})`, fix: `leadloop retry ${code ?? ''}` };
    case 'held':
      return { why: 'the mass-change breaker holds it', fix: 'leadloop breaker' };
    case 'out-of-scope':
      return { why: `it is out of the scope of ${system}`, fix: '' };
    case 'waiting':
      return { why: `it refers to a record that ${system} does not have yet`, fix: `leadloop why ${entity}` };
    case 'unknown':
      return { why: 'not known', fix: `leadloop why ${entity}` };
    default:
      return assertNever(cause);
  }
}
