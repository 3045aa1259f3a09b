import { expect } from 'chai';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { createSeen } from '../../../connectors/hubspot/seen.ts';

const shown = (id: string, modifiedAt: string): Snapshot => ({
  kind: 'present',
  record: {
    ref: { system: 'hubspot', object: 'contacts', id },
    fields: {},
    externalKey: null,
    modifiedAt: new Date(modifiedAt),
  },
});

describe('records that were shown already', () => {
  it('are known as of the change they were shown with, and not as of a later one', () => {
    const seen = createSeen();
    seen.note(['email'], [shown('1', '2026-11-21T10:00:00.500Z')]);
    expect(seen.has('contacts', ['email'], '1', '2026-11-21T10:00:00.500Z')).to.equal(true);
    expect(seen.has('contacts', ['email'], '1', '2026-11-21T09:59:00.000Z'), 'a late index').to.equal(true);
    expect(seen.has('contacts', ['email'], '1', '2026-11-21T10:00:00.501Z')).to.equal(false);
    expect(seen.has('contacts', ['email'], '2', '2026-11-21T10:00:00.500Z')).to.equal(false);
    expect(seen.has('contacts', ['email'], '1', undefined)).to.equal(false);
  });

  it('are unknown where other fields were shown', () => {
    const seen = createSeen();
    seen.note(['email'], [shown('1', '2026-11-21T10:00:00.500Z')]);
    expect(seen.has('contacts', ['email', 'phone'], '1', '2026-11-21T10:00:00.500Z')).to.equal(false);
  });

  it('are forgotten, the oldest first, beyond 20,000', () => {
    const seen = createSeen();
    const at = '2026-11-21T10:00:00.000Z';
    seen.note(
      ['email'],
      Array.from({ length: 20_001 }, (_, index) => shown(String(index), at)),
    );
    expect(seen.has('contacts', ['email'], '0', at)).to.equal(false);
    expect(seen.has('contacts', ['email'], '1', at)).to.equal(true);
  });
});
