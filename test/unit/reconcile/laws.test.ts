import { expect } from 'chai';
import { refKey, type RecordRef } from '../../../src/domain/record.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import type { Fields, Value } from '../../../src/domain/value.ts';
import type { Link } from '../../../src/ledger/claim-entities.ts';
import type { Mapping } from '../../../src/mapping/mapping.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';
import { mergeField } from '../../../src/merge/merge.ts';
import { planEntity } from '../../../src/reconcile/plan-entity.ts';
import { claimedEntity } from '../../support/claimed.ts';
import {
  AUTHORITIES,
  CHANGES,
  DIRECTIONS,
  lawOf,
  type AuthorityName,
  type ChangeName,
  type DirectionName,
} from './laws-table.ts';

type Letter = 'a' | 'h' | 's' | 'u' | '0';

/** What the letters stand for, by the type of field that an authority fits. `s` is greater than `h`. */
const VALUES: Readonly<Record<'text' | 'number' | 'options', Readonly<Record<Letter, Value>>>> = {
  text: { a: 'A', h: 'H', s: 'S', u: null, '0': null },
  number: { a: 5, h: 7, s: 9, u: null, '0': null },
  options: { a: ['a'], h: ['a', 'h'], s: ['a', 's'], u: ['a', 'h', 's'], '0': null },
};
const typeOf = (authority: AuthorityName): keyof typeof VALUES =>
  authority === 'union' ? 'options' : authority === 'max' || authority === 'min' ? 'number' : 'text';

const HUB: RecordRef = { system: 'H', object: 'contacts', id: '1' };
const CRM: RecordRef = { system: 'S', object: 'Lead', id: 'L1' };
const EARLY = new Date('2026-11-21T09:00:00Z');
const LATE = new Date('2026-11-21T10:00:00Z');

function mappingOf(authority: AuthorityName, direction: DirectionName, nulls: string): Mapping {
  const row = `{ type: ${typeOf(authority)}, H: f, S: F, authority: ${authority}, direction: ${direction}, nulls: ${nulls} }`;
  const parsed = parseMapping(
    `entity: person\nsystems:\n  H: { object: contacts, create: true }\n  S: { object: Lead, create: true }\nfields:\n  field: ${row}\n`,
    'person.yaml',
  );
  if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.problems));
  return parsed.mapping;
}

/** The outcome in the words of the table: by the merge alone, and by the writes of the whole plan. */
function outcomes(
  authority: AuthorityName,
  direction: DirectionName,
  nulls: 'clear' | 'keep',
  change: ChangeName,
): { readonly verdict: string; readonly writes: string } {
  const { H, S, base, later } = CHANGES[change];
  const values = VALUES[typeOf(authority)];
  const mapping = mappingOf(authority, direction, nulls);
  const [field] = mapping.fields;
  if (field === undefined) throw new Error('no field');
  const shadow = base === '-' ? undefined : values[base];
  const at = (system: 'H' | 'S'): Date | null => (later === null ? null : later === system ? LATE : EARLY);
  const side = (system: 'H' | 'S', letter: Letter) =>
    ({ system, live: { kind: 'value', value: values[letter] }, shadow, modifiedAt: at(system) }) as const;
  const verdict = mergeField(field, [side('S', S), side('H', H)], () => true);

  const link = (ref: RecordRef): Link => ({
    ref,
    primary: true,
    endedWhy: null,
    shadow: shadow === undefined ? null : { field: shadow },
    lastSeen: null,
    modifiedAt: null,
  });
  const present = (ref: RecordRef, fields: Fields): Snapshot => ({
    kind: 'present',
    record: { ref, fields, externalKey: null, modifiedAt: at(ref.system as 'H' | 'S') },
  });
  const plan = planEntity(
    {
      claimed: claimedEntity({ receivedAt: EARLY, links: [link(HUB), link(CRM)] }),
      snapshots: new Map([
        [refKey(HUB), present(HUB, { f: values[H] })],
        [refKey(CRM), present(CRM, { F: values[S] })],
      ]),
      found: [],
      unsearched: new Set(),
      probed: [],
      survivors: new Map(),
      corrections: new Map(),
    },
    {
      mapping,
      resolver: { owner: () => null, ownerId: () => null, entityOf: () => null, refOf: () => null },
      writable: () => true,
      ids: { next: () => 'intent' },
      now: new Date(0),
    },
  );
  const letterOf = (value: Value | undefined): string =>
    (['0', 'a', 'h', 's', 'u'] as const).find(
      (letter) => JSON.stringify(values[letter]) === JSON.stringify(value),
    ) ?? '?';
  const writes = plan.intents
    .map(({ write }) =>
      write.kind === 'update'
        ? `${letterOf(Object.values(write.fields)[0])}>${write.ref.system}`
        : 'a record is made',
    )
    .sort();
  return {
    verdict: `${verdict.kind}${verdict.writes.length === 0 ? '' : ` ${letterOf(verdict.value)}>${[...verdict.writes].sort().join('')}`}`,
    writes: writes.join(' '),
  };
}

/** The writes that an outcome of the table means: `conflict u>HS` is one to H and one to S. */
function writesOf(law: string): string {
  const [, value = '', targets = ''] = /(\S)>(\S+)$/u.exec(law) ?? [];
  return [...targets.matchAll(/./gu)].map(([target]) => `${value}>${target}`).join(' ');
}

describe('the merge laws, cell by cell', () => {
  for (const direction of DIRECTIONS) {
    for (const nulls of ['clear', 'keep'] as const) {
      describe(`direction ${direction}, nulls ${nulls}`, () => {
        for (const change of Object.keys(CHANGES) as ChangeName[]) {
          for (const authority of AUTHORITIES) {
            const law = lawOf(direction, change, authority, nulls);
            it(`${authority}: ${change} → ${law}`, () => {
              expect(outcomes(authority, direction, nulls, change)).to.deep.equal({
                verdict: law,
                writes: writesOf(law),
              });
            });
          }
        }
      });
    }
  }
});
