import type { EntityId } from '../../../../src/domain/entity.ts';
import type { Qualified, QualifiedPart, QualifiedRecord } from '../../../../src/domain/qualified.ts';

export const ADA = '01890000-0000-7000-8000-000000000001' as EntityId;
export const BEA = '01890000-0000-7000-8000-000000000002' as EntityId;
export const NOON = new Date('2026-01-31T12:00:00Z');

export const part = (over: Partial<QualifiedPart> = {}): QualifiedPart => ({
  entity: ADA,
  kind: 'person',
  isShown: false,
  isLinked: false,
  waiting: null,
  held: null,
  failing: null,
  ...over,
});

export const record = (over: Partial<QualifiedRecord> = {}): QualifiedRecord => ({
  system: 'crm',
  object: 'Lead',
  id: 'L1',
  isPrimary: true,
  isWithSales: true,
  endedWhy: null,
  ...over,
});

/** Somebody whom sales sees. */
export const qualified = (over: Partial<Qualified> = {}): Qualified => ({
  person: ADA,
  cycle: 1,
  qualifiedAt: NOON,
  gates: [],
  handOffs: 1,
  visibleAt: NOON,
  givenBack: null,
  records: [record()],
  parts: [part({ isShown: true, isLinked: true })],
  ...over,
});
