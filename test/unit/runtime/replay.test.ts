import { join } from 'node:path';
import { expect } from 'chai';
import type { ReplayOutcome } from '../../../src/api/decided.ts';
import type { EntityId } from '../../../src/domain/entity.ts';
import type { ConfigFiles } from '../../../src/domain/file-change.ts';
import { storeVersion } from '../../../src/ledger/config-versions.ts';
import { inTransaction } from '../../../src/ledger/database.ts';
import { storeDecisions } from '../../../src/ledger/decisions.ts';
import { sha256 } from '../../../src/platform/sha256.ts';
import { hear } from '../../../src/rules/outcomes/hear.ts';
import { receiptOfHearing } from '../../../src/rules/receipt.ts';
import { readConfigFiles, versionOf } from '../../../src/runtime/config-folder.ts';
import { parseMappings, type Mappings } from '../../../src/runtime/mappings.ts';
import { replayDecisions } from '../../../src/runtime/replay.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { hubRef, one, openTestLedger, rang, T0, type TestLedger } from '../ledger/support.ts';

const SHIPPED = await readConfigFiles(join(import.meta.dirname, '..', '..', '..', 'mappings'));
const OUTCOMES = 'rules/outcomes.yaml';

describe('what sales answered, heard again', function () {
  this.timeout(60_000);
  let ledger: TestLedger;
  let ada: EntityId;
  before(async () => (ledger = await openTestLedger()));
  after(() => ledger.close());
  beforeEach(async () => {
    await emptyLedger(ledger.db);
    await ledger.capture([rang(hubRef('1'))]);
    ada = one(await ledger.claim()).id;
  });

  /** Keeps what is heard of a person by the shipped rules, with the receipt naming the files given. */
  async function hearBy(files: ConfigFiles): Promise<ReplayOutcome> {
    const id = versionOf(files);
    await storeVersion(ledger.db, { id, files, author: 'test', at: T0, note: '', describe: () => [] });
    const { outcomes }: Mappings = parseMappings(SHIPPED, (file) => file);
    const now = T0.getTime();
    const input = {
      person: { email: 'ada@acme.example', leadStatus: 'Working - Contacted' },
      company: null,
      touchpoints: [],
      totals: [],
      standing: { stage: 'mql', cycle: 1, since: now, returnAt: null, answeredAt: null, heard: [] },
      opportunities: [],
      now,
    };
    const receipt = receiptOfHearing(input, hear(outcomes!.value, input), id, sha256);
    await inTransaction(ledger.db, (tx) =>
      storeDecisions(tx, [{ entity: ada, decidedAt: T0, rulesVersion: id, moved: true, receipt }]),
    );
    return one(one(await replayDecisions(ledger.db, ada)).decisions).outcome;
  }

  it('is the same by the files of its version', async () => {
    expect(await hearBy(SHIPPED)).to.deep.equal({ kind: 'same' });
  });

  it('differs by other files, and says where', async () => {
    const others = new Map(SHIPPED).set(
      OUTCOMES,
      (SHIPPED.get(OUTCOMES) ?? '').replace('to: sal\n', 'to: sql\n'),
    );
    const outcome = await hearBy(others);
    expect(outcome).to.have.property('kind', 'differs');
    expect(outcome)
      .to.have.nested.property('differences[0].path')
      .that.matches(/^hearing\./);
  });

  it('cannot be told without the file', async () => {
    expect(await hearBy(new Map([...SHIPPED].filter(([file]) => file !== OUTCOMES)))).to.deep.equal({
      kind: 'impossible',
      why: 'its version of the rules does not hear what sales answers',
    });
  });

  it('cannot be told by a file that does not stand any more, and names the place', async () => {
    expect(await hearBy(new Map(SHIPPED).set(OUTCOMES, 'answers: 7\n')))
      .to.have.property('why')
      .that.matches(/^the files of its version do not stand any more: rules\/outcomes\.yaml:1:/);
  });
});
