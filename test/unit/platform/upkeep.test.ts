import { EventEmitter, once } from 'node:events';
import { expect } from 'chai';
import { every } from '../../../src/platform/database/pglite/upkeep.ts';
import { silentLog } from '../../support/log.ts';

describe('upkeep of the built-in database', () => {
  it('ends what it has begun before it is stopped, and begins nothing more', async () => {
    const steps = new EventEmitter();
    const seen: string[] = [];
    const upkeep = every(1, silentLog, async (signal) => {
      seen.push('begun');
      steps.emit('begun');
      await once(steps, 'go on');
      seen.push(signal.aborted ? 'told to leave off' : 'not told');
    });
    await once(steps, 'begun');
    const stopped = upkeep.stop().then(() => seen.push('stopped'));
    steps.emit('go on');
    await stopped;
    expect(seen).to.deep.equal(['begun', 'told to leave off', 'stopped']);
  });

  it('goes on after a time that failed, and says so', async () => {
    const warned: string[] = [];
    const steps = new EventEmitter();
    const upkeep = every(1, { ...silentLog, warn: (message) => warned.push(message) }, () => {
      steps.emit('begun');
      return Promise.reject(new Error('no room'));
    });
    await once(steps, 'begun');
    await once(steps, 'begun');
    await upkeep.stop();
    expect(new Set(warned)).to.deep.equal(new Set(['database maintenance failed']));
  });
});
