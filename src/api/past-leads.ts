import type { LeadTable } from '../backtest/lead-table.ts';

export interface PastLeadsRequest {
  readonly onProgress?: (message: string) => void;
}

/** What recorded history has to learn points from. Plain JSON. */
export interface PastLeads extends LeadTable {
  /** The scoring file in force, whose signals the columns of the table are. */
  readonly scoring: string;
}

export interface PastLeadsDesk {
  /** Looks at everybody once, as they were known before it was known what came of them. Writes nothing. */
  pastLeads(request: PastLeadsRequest): Promise<PastLeads>;
}
