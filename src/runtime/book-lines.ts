import type { Entry, Payee } from '../attribution/restate.ts';
import { DAY_MS } from '../domain/clock.ts';
import type { BookLine } from '../ledger/books.ts';
import { dayOf } from '../report/books/report.ts';

/** As it is stored. Only opportunities that have ended are in books. */
export function toBookLine({ opportunity, ending, payee, amount }: Entry): BookLine {
  if (ending.kind === 'open') throw new Error(`${opportunity} is open and can not be booked`);
  const { units, decimals, currency, rate } = amount;
  return {
    opportunity,
    outcome: ending.kind,
    endedOn: dayOf(ending.at),
    payee: payee.kind,
    name: payee.kind === 'named' ? payee.name : null,
    sourceId: payee.kind === 'named' ? (payee.id ?? null) : null,
    units: String(units),
    decimals,
    currency,
    rate,
  };
}

export function fromBookLine(line: BookLine): Entry {
  const { opportunity, outcome, endedOn, units, decimals, currency, rate } = line;
  return {
    opportunity,
    ending: { kind: outcome, at: Date.parse(endedOn) + DAY_MS - 1 },
    payee: payeeOf(line),
    amount: { units: BigInt(units), decimals, currency, rate },
  };
}

function payeeOf({ payee, name, sourceId }: BookLine): Payee {
  if (payee !== 'named') return { kind: payee } as Exclude<Payee, { kind: 'named' }>;
  return { kind: 'named', name: name ?? '', ...(sourceId === null ? {} : { id: sourceId }) };
}
