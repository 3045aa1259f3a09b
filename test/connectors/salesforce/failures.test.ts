import { expect } from 'chai';
import { failureOf, masked, rowFor } from '../../../connectors/salesforce/failures.ts';
import { FAILURE_TABLE } from '../../../connectors/salesforce/failure-table.ts';
import { fullId } from '../../../connectors/salesforce/ids.ts';
import { evidenceIn, evidenceOfErrors } from '../../../connectors/salesforce/refusal.ts';
import { duplicateEntry, REFUSALS } from './fixtures/refusals.ts';

describe('a refusal by Salesforce', () => {
  for (const row of FAILURE_TABLE) {
    it(`is known as "${row.name}" and has a kind, a meaning and a fix`, () => {
      const refusal = REFUSALS[row.name];
      if (!refusal) throw new Error(`no refusal reaches the row "${row.name}"`);
      expect(rowFor(refusal)?.name).to.equal(row.name);
      const failure = failureOf(refusal);
      expect(failure.kind).to.equal(row.kind);
      expect(failure.fix).to.contain(row.source);
    });
  }

  it('has one row per name, and no refusal without its row', () => {
    expect(Object.keys(REFUSALS).sort()).to.deep.equal(FAILURE_TABLE.map((row) => row.name).sort());
  });

  it('is a bug when nothing fits, never a reason to try for ever', () => {
    expect(failureOf({ code: 'SOMETHING_NEW', message: '?' })).to.include({
      kind: 'bug',
      actor: 'developer',
    });
  });

  it('waits 15 minutes for the daily limit and 5 seconds for concurrent calls', () => {
    const wait = (name: string): number | undefined => failureOf(REFUSALS[name]!).retryAfterMs;
    expect([wait('daily limit'), wait('concurrent limit')]).to.deep.equal([900_000, 5_000]);
  });

  it('names the match of a duplicate value with the full 18 characters, though the text has 15', () => {
    expect(failureOf(REFUSALS['existing match']!).candidates).to.deep.equal([
      { system: 'salesforce', object: 'Account', id: fullId('0018M000003uKqq') },
    ]);
  });

  it('names the field of a duplicate value, which only the sentence tells', () => {
    expect(failureOf(REFUSALS['existing match']!).fields).to.deep.equal(['Leadloop_Id__c']);
  });

  for (const key of ['duplicateResut', 'duplicateResult'] as const) {
    it(`names every match of a duplicate rule under the key ${key}`, () => {
      const evidence = evidenceOfErrors([duplicateEntry(key, ['00Q5g00000ABCDEEA5', '00Q5g00000ABCDFEA5'])])!;
      expect(failureOf(evidence).candidates?.map((ref) => ref.id)).to.deep.equal([
        '00Q5g00000ABCDEEA5',
        '00Q5g00000ABCDFEA5',
      ]);
    });
  }

  it('names the matches of a 300 answer', () => {
    const answer = {
      statusCode: 300,
      headers: {},
      body: JSON.stringify(['/services/data/v68.0/sobjects/Lead/00Q5g00000ABCDEEA5']),
    };
    expect(failureOf(evidenceIn(answer, null))).to.deep.include({
      kind: 'ambiguous-match',
      candidates: [{ system: 'salesforce', object: 'Lead', id: '00Q5g00000ABCDEEA5' }],
    });
  });

  it('is read from statusCode on collection rows and errorCode on single calls', () => {
    expect(evidenceOfErrors([{ statusCode: 'A', message: 'm' }])?.code).to.equal('A');
    expect(evidenceOfErrors([{ errorCode: 'B', message: 'm' }])?.code).to.equal('B');
    expect(evidenceOfErrors([])).to.equal(null);
  });

  it('keeps all words and fields of several errors', () => {
    const evidence = evidenceOfErrors([
      { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'one', fields: ['A'] },
      { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'two', fields: ['A', 'B'] },
    ]);
    expect(evidence).to.deep.include({ message: 'one; two', fields: ['A', 'B'] });
  });

  it('is a status when a 503 brings an HTML page, and none of the page is kept', () => {
    const answer = { statusCode: 503, headers: {}, body: '<html>We are down</html>' };
    const failure = failureOf(evidenceIn(answer, new Error('HTTP response contains html content')));
    expect(failure).to.include({ kind: 'transient', code: 'HTTP_503' });
    expect(failure.message).not.to.contain('html');
  });

  it('is the fault code of SOAP without its prefix', () => {
    const answer = {
      statusCode: 500,
      headers: {},
      body: '<soapenv:Fault><faultcode>sf:INVALID_SESSION_ID</faultcode></soapenv:Fault>',
    };
    expect(evidenceIn(answer, new Error('INVALID_SESSION_ID: Invalid Session ID')).code).to.equal(
      'INVALID_SESSION_ID',
    );
  });

  it('keeps no values, addresses or tokens', () => {
    expect(masked('First Name: data value too large: Maximilian the Great (max length=40)')).to.equal(
      'First Name: data value too large: … (max length=40)',
    );
    expect(masked('Email: invalid email address: ann@x')).to.equal('Email: invalid email address: …');
    expect(masked('no lead ann.lee+1@example.co.uk, sorry')).to.equal('no lead …@…, sorry');
    expect(masked('token 00D000000000001EAA!AQ.abc_d')).to.equal('token 00D…!…');
  });
});

describe('record ids', () => {
  it('get the three characters that tell upper from lower case', () => {
    // Pairs of both forms as Salesforce itself prints them.
    expect(fullId('0038M0000016Wv8')).to.equal('0038M0000016Wv8QAE');
    expect(fullId('012000000000000')).to.equal('012000000000000AAA');
    expect(fullId('0038M0000016Wv8QAE')).to.equal('0038M0000016Wv8QAE');
  });
});
