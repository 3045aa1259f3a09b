import type { EraseDesk } from '../api/operations.ts';
import type { EraseAnswer, EraseRefusalCode, Erasure, PersonToErase } from '../domain/erasure.ts';
import type { Clock } from '../domain/clock.ts';
import { whoHas } from '../domain/touchpoint.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { releaseAddresses } from '../ledger/erased-addresses.ts';
import { allErasures, beginErasure, erasuresById, erasuresOf, type HashOf } from '../ledger/erasures.ts';
import { peopleToErase } from '../ledger/people-to-erase.ts';
import { eraseHow } from './erase-how.ts';
import { waitWhile, type PersonsAct } from './persons-act.ts';

export interface EraseDeskContext extends Omit<PersonsAct, 'mappings' | 'ring' | 'by'> {
  readonly hashOf: HashOf;
  /** Those in force when somebody asks. */
  readonly mappingsNow: () => PersonsAct['mappings'];
}

export function makeEraseDesk(context: EraseDeskContext): EraseDesk {
  const { db, clock, ids, systems, hashOf } = context;

  return {
    async erase({ address: given, entities, dryRun, who }): Promise<EraseAnswer> {
      const has = whoHas(given);
      if (has?.kind !== 'email') return refused('NO_ADDRESS', 'That is no e-mail address', 'Give one.');
      const howOf = eraseHow(context.mappingsNow(), systems);
      const found = await peopleToErase(db, has.address, { howOf, now: clock.now() });
      if (found.length === 0) {
        const erasures = await erasuresOf(db, hashOf(has.address));
        return erasures.length > 0 ? { kind: 'past', erasures } : refused('NOBODY', NOBODY, WHO_ELSE);
      }
      const stranger = entities.find((id) => !found.some(({ entity }) => entity === id));
      if (stranger !== undefined)
        return refused(
          'NOT_THEIRS',
          `${stranger} does not have that address`,
          'Name one of those listed.',
          found,
        );
      const chosen = found.filter(({ entity }) => entities.length === 0 || entities.includes(entity));
      if (dryRun) return { kind: 'planned', people: chosen };
      if (chosen.length > 1 && entities.length === 0)
        return refused('SEVERAL', `${chosen.length} people have that address`, CHOOSE, found);

      const begun: string[] = [];
      for (const { entity } of chosen) {
        const begin = () =>
          beginErasure(db, { id: ids.next(), entity, who, now: clock.now(), hashOf, howOf });
        const id = await waitWhile(begin, (none) => none === null, context);
        if (id === null) return refused('BUSY', BUSY, 'Try again in a minute.', found);
        begun.push(id);
      }
      const erasures = await waitWhile(
        () => erasuresById(db, begun),
        (all) => all.some(isUnderWay),
        context,
      );
      return { kind: 'begun', erasures };
    },

    ...makeErasureDesk(db, clock),
  };
}

/** What the ledger alone can answer. Who was held is looked at within seconds. */
export const makeErasureDesk = (
  db: LedgerDb,
  clock: Clock,
): Pick<EraseDesk, 'erasures' | 'forgetErasure'> => ({
  erasures: () => allErasures(db),
  forgetErasure: (id, who) => releaseAddresses(db, { erasure: id }, who, clock.now()),
});

const isUnderWay = ({ state, steps }: Erasure): boolean =>
  state === 'erasing' && !steps.some((step) => step.state === 'parked');

const NOBODY = 'Leadloop knows nobody with that address';
const WHO_ELSE = "'leadloop sync --full' takes in whoever it has not seen yet.";
const CHOOSE = 'Name whom you mean by --entity, once for each.';
const BUSY = 'a write of the person is on its way, and nothing was done';

const refused = (
  code: EraseRefusalCode,
  message: string,
  fix: string,
  people: readonly PersonToErase[] = [],
): EraseAnswer => ({ kind: 'refused', code, message, fix, people });
