import type { TrippedBreaker } from '../ledger/breakers.ts';
import { printTable } from './print.ts';

/** What the mass-change breaker holds, with the way on; nothing when it holds nothing. */
export function printTripped(breakers: readonly TrippedBreaker[]): void {
  if (breakers.length === 0) return;
  printTable(
    'Held by the mass-change breaker',
    ['Id', 'System', 'Lane', 'Change', 'Waiting', 'Usual a day', 'At most', 'Since'],
    breakers.map((row) => [
      row.id,
      row.system,
      row.lane,
      row.kind,
      row.waiting,
      row.usual ?? `unknown (${row.days} days)`,
      row.most,
      row.since.toISOString(),
    ]),
    '',
  );
  console.log(
    "  'leadloop breaker' shows what would change; 'leadloop breaker release <id>' sends it, 'leadloop breaker discard <id>' drops it.",
  );
}
