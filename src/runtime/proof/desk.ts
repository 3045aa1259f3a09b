import { RefusedError } from '../../api/config-operations.ts';
import type { ProofDesk, ProofRequest } from '../../api/proof.ts';
import type { Connected } from '../../capture/hydrate.ts';
import type { Clock } from '../../domain/clock.ts';
import { PERSON } from '../../domain/entity.ts';
import { placeOf, type Qualified } from '../../domain/qualified.ts';
import { refKey, type SystemName } from '../../domain/record.ts';
import type { LedgerDb } from '../../ledger/database.ts';
import { readQualified, type QualifiedScope } from '../../ledger/qualified.ts';
import { makeListing } from '../../report/proof/listing.ts';
import {
  isProved,
  type Proof,
  type ProofDifference,
  type ProofEntry,
  type Told,
} from '../../report/proof/proof.ts';
import { makeTally, numbersOf } from '../../report/proof/tally.ts';
import { tellPlace } from '../../report/proof/tell-place.ts';
import { salesSideOf } from '../../sla/sales-side.ts';
import type { Mappings } from '../mappings.ts';
import { orRefused } from '../or-refused.ts';
import { withScopes } from './closed-scopes.ts';
import { makeOwnCounts } from './own-counts.ts';
import { makeSourcesOf } from './sources.ts';

/** Proofs by the files that `mappings` gives (null: they have problems) and what `systems` say; null: none can be asked. */
export const makeProofDesk = (
  db: LedgerDb,
  clock: Clock,
  mappings: () => Promise<Mappings | null>,
  systems: ReadonlyMap<SystemName, Connected> | null,
): ProofDesk => ({
  async proof(request) {
    const files = orRefused(await mappings());
    const asked = request.offline ? new Map<SystemName, Connected>() : (systems ?? new Map());
    return prove(request, { db, mappings: files, now: clock.now() }, asked);
  },
});

interface ProofContext {
  readonly db: LedgerDb;
  readonly mappings: Mappings;
  readonly now: Date;
}

/** Goes through everybody once, a page at a time: what is held is the sums and the lists alone. */
async function prove(
  request: ProofRequest,
  context: ProofContext,
  systems: ReadonlyMap<SystemName, Connected>,
): Promise<Proof> {
  const { db, mappings } = context;
  const scope = scopeOf(mappings);
  const sourcesOf = await makeSourcesOf(db, mappings.reports?.value ?? null, request.by);
  const own = makeOwnCounts(systems, context);
  const tally = makeTally();
  const list = makeListing<ProofEntry>();
  const differences = makeListing<ProofDifference>();

  for await (const page of readQualified(db, scope, request)) {
    const sourceOf = await sourcesOf([...new Set(page.map(({ person }) => person))]);
    const people = (await withScopes(page, scope.systems, context)).map((qualified) => ({
      qualified,
      source: sourceOf(qualified.person),
      place: placeOf(qualified),
    }));
    const delivered = people.filter(({ place }) => place === 'delivered');
    const said = await own.ask(delivered.map(({ qualified }) => qualified));
    const saidOf = new Map(delivered.map((one, index) => [one, said[index]]));
    for (const one of people) {
      const { qualified, source, place } = one;
      const numbers = numbersOf(qualified, place);
      tally.see(source, numbers, saidOf.get(one)?.there ?? NOWHERE);
      if (request.list !== null && numbers.includes(request.list))
        list.add(entryOf(qualified, source, tellPlace(qualified, place)));
      for (const difference of saidOf.get(one)?.differences ?? [])
        differences.add({ ...difference, person: qualified.person, source });
    }
  }

  const answered = own.answered();
  const total = tally.total(answered);
  const { entries, more } = differences.listed();
  return {
    asked: {
      from: request.from?.toISOString() ?? null,
      until: request.until?.toISOString() ?? null,
      by: request.by,
    },
    addsUp: isProved(total),
    rows: tally.rows(answered),
    total,
    systems: own.answers(total.there),
    differences: { entries: entries.filter(({ system }) => answered.includes(system)), more },
    list: request.list === null ? null : { of: request.list, ...list.listed() },
  };
}

const NOWHERE: ReadonlySet<SystemName> = new Set();

function scopeOf({ handOff, byKind }: Mappings): QualifiedScope {
  if (handOff === null)
    throw new RefusedError(
      'NO_HAND_OFF',
      409,
      'the configuration has no rules/handoff.yaml, so nobody is handed to sales: docs/handoff.md has an example.',
    );
  return { stages: [...handOff.value.at], systems: salesSideOf(byKind.get(PERSON)).systems };
}

const entryOf = (
  { person, cycle, qualifiedAt, records }: Qualified,
  source: string,
  told: Told,
): ProofEntry => ({
  person,
  cycle,
  source,
  qualifiedAt: qualifiedAt.toISOString(),
  records: records.filter(({ endedWhy }) => endedWhy === null).map(refKey),
  ...told,
});
