import type { ExpressionSchema } from '../../expression/types.ts';
import type { Path } from '../../mapping/problem.ts';
import type { QualificationRules } from '../rules.ts';
import type { Reason } from './outcomes.ts';

/** What answers may speak of. */
export interface AnswersKnow {
  readonly fields: ExpressionSchema;
  readonly reasons: ReadonlyMap<string, Reason>;
  readonly qualification: QualificationRules;
  /** Tells a stage that there is not. */
  readonly checkStage: (stage: string, path: Path, place?: 'key' | 'value') => void;
}
