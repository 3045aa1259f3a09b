import type { Period } from '../domain/report.ts';
import type { Proof, ProofBy, ProofNumber } from '../report/proof/proof.ts';

/** The period is that in which people were qualified. */
export interface ProofRequest extends Period {
  readonly by: ProofBy;
  /** The number whose people are to be listed; null: none. */
  readonly list: ProofNumber | null;
  /** By the ledger alone: no system is asked. */
  readonly offline: boolean;
}

/** What can not be done rejects with a `RefusedError`. */
export interface ProofDesk {
  proof(request: ProofRequest): Promise<Proof>;
}
