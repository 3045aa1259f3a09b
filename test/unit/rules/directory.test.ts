import { expect } from 'chai';
import type { Owner } from '../../../src/domain/owner.ts';
import { directoryOf } from '../../../src/rules/directory.ts';
import { SANDBOX } from './sandbox.ts';

const owner = (email: string, more: Partial<Owner> = {}): Owner => ({
  id: email,
  email,
  name: email,
  active: true,
  kind: 'person',
  ...more,
});

describe('the directory of owners', () => {
  it('has the people and queues of both simulated systems', () => {
    expect([...SANDBOX.people]).to.deep.equal([
      ['alex.rep@example.com', true],
      ['sam.rep@example.com', true],
      ['kim.lead@example.com', true],
      ['pat.former@example.com', false],
    ]);
    expect([...SANDBOX.queues]).to.deep.equal(['New Leads']);
  });

  it('has who left one system as left, whichever is asked first', () => {
    const [here, gone] = [owner('a@example.com'), owner('a@example.com', { active: false })];
    expect([...directoryOf([here, gone]).people.values()]).to.deep.equal([false]);
    expect([...directoryOf([gone, here]).people.values()]).to.deep.equal([false]);
  });

  it('leaves out whom we act as in one system, even if another has them as a person', () => {
    const [person, integration] = [owner('i@example.com'), owner('i@example.com', { kind: 'integration' })];
    expect([...directoryOf([integration, person]).people]).to.deep.equal([]);
    expect([...directoryOf([person, integration]).people]).to.deep.equal([]);
  });
});
