import { expect } from 'chai';
import {
  answerEvidence,
  entryEvidence,
  silenceEvidence,
  type Evidence,
} from '../../../connectors/hubspot/evidence.ts';
import { FAILURES } from '../../../connectors/hubspot/failures.ts';
import { failureOf } from '../../../connectors/hubspot/judge.ts';
import type { WireError } from '../../../connectors/hubspot/wire.ts';
import type { FailureKind } from '../../../src/domain/failure.ts';
import associations from './fixtures/associations-207.json' with { type: 'json' };
import conflict from './fixtures/batch-create-409.json' with { type: 'json' };
import createPartly from './fixtures/batch-create-207.json' with { type: 'json' };
import repeatedId from './fixtures/batch-update-400-repeated-id.json' with { type: 'json' };
import unknownProperties from './fixtures/batch-update-400-unknown-properties.json' with { type: 'json' };
import updatePartly from './fixtures/batch-update-207.json' with { type: 'json' };
import missingScopes from './fixtures/schemas-403.json' with { type: 'json' };
import unknownObject from './fixtures/search-400-unknown-object.json' with { type: 'json' };

const answer = (
  status: number,
  body: unknown,
  effect: 'read' | 'write' = 'write',
  headers: Record<string, string> = {},
): Evidence => answerEvidence({ status, body, headers: new Headers(headers) }, effect);
const entry = (error: unknown): Evidence => entryEvidence(error as WireError);

const refusal = (code: string, message: string): unknown => ({
  status: 'error',
  message: `Property values were not valid: ${JSON.stringify([{ isValid: false, message, error: code, name: 'industry' }])}`,
  category: 'VALIDATION_ERROR',
});

interface Case {
  readonly evidence: Evidence;
  readonly kind: FailureKind;
}

/** At least one piece of evidence per row of the table, by the row's code. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  NOT_SENT: [{ evidence: silenceEvidence(false, 'write', 'network: ECONNREFUSED'), kind: 'transient' }],
  NO_ANSWER: [{ evidence: silenceEvidence(true, 'read', 'network: ECONNRESET'), kind: 'transient' }],
  NO_ANSWER_TO_WRITE: [
    { evidence: silenceEvidence(true, 'write', 'no answer within 30000 ms'), kind: 'unknown-outcome' },
  ],
  EXPIRED_AUTHENTICATION: [
    { evidence: answer(401, { status: 'error', category: 'EXPIRED_AUTHENTICATION' }), kind: 'auth' },
  ],
  INVALID_AUTHENTICATION: [
    { evidence: answer(401, { status: 'error', category: 'INVALID_AUTHENTICATION' }), kind: 'auth' },
    { evidence: answer(401, '<html>'), kind: 'auth' },
  ],
  OAUTH_REFUSED: [
    {
      evidence: answer(
        400,
        { error: 'invalid_grant', status: 'BAD_REFRESH_TOKEN', message: 'expired' },
        'read',
      ),
      kind: 'auth',
    },
  ],
  CAMPAIGN_PROPERTY_FORBIDDEN: [
    {
      evidence: answer(400, {
        status: 'error',
        message: "Invalid request: 'hs_owner'",
        category: 'VALIDATION_ERROR',
        subCategory: 'CampaignApiError.PROPERTY_SET_CONTAINS_VALUES_FORBIDDEN_FOR_WRITE',
      }),
      kind: 'config',
    },
    {
      evidence: answer(
        400,
        {
          status: 'error',
          message: "Invalid request: 'Forbidden properties: hs_revenue'",
          category: 'VALIDATION_ERROR',
        },
        'read',
      ),
      kind: 'config',
    },
  ],
  MISSING_SCOPES: [
    {
      evidence: answer(403, {
        status: 'error',
        message: "This app hasn't been granted all required scopes to make this call.",
        category: 'MISSING_SCOPES',
        errors: [{ message: 'scopes', context: { requiredGranularScopes: ['crm.objects.contacts.read'] } }],
      }),
      kind: 'auth',
    },
    { evidence: answer(403, missingScopes, 'read'), kind: 'auth' },
  ],
  FORBIDDEN: [{ evidence: answer(403, { status: 'error', message: 'no' }), kind: 'auth' }],
  DAILY_LIMIT: [
    {
      evidence: answer(429, { message: 'You have reached your daily limit.', policyName: 'DAILY' }),
      kind: 'rate-limited',
    },
  ],
  SECONDLY_LIMIT: [
    {
      evidence: answer(429, { message: 'You have reached your secondly limit.', policyName: 'SECONDLY' }),
      kind: 'rate-limited',
    },
  ],
  BURST_LIMIT: [
    {
      evidence: answer(429, {
        message: 'You have reached your ten_secondly_rolling limit.',
        policyName: 'TEN_SECONDLY_ROLLING',
      }),
      kind: 'rate-limited',
    },
    { evidence: answer(429, '<html>'), kind: 'rate-limited' },
  ],
  DATA_CENTRE_MOVE: [{ evidence: answer(477, null), kind: 'rate-limited' }],
  LOCKED: [{ evidence: answer(423, null), kind: 'locked' }],
  SERVER_ERROR: [{ evidence: answer(502, '<html>Bad gateway</html>', 'read'), kind: 'transient' }],
  SERVER_ERROR_ON_WRITE: [
    { evidence: answer(500, { status: 'error', message: 'internal error' }), kind: 'unknown-outcome' },
    { evidence: answer(503, null), kind: 'unknown-outcome' },
    { evidence: answer(524, '<html>'), kind: 'unknown-outcome' },
  ],
  NOT_ANSWERED: [{ evidence: { ...entry({}), status: 200 }, kind: 'unknown-outcome' }],
  ALREADY_EXISTS: [
    { evidence: answer(409, conflict), kind: 'ambiguous-match' },
    { evidence: entry(createPartly.errors[0]), kind: 'ambiguous-match' },
    {
      evidence: answer(400, {
        status: 'error',
        message:
          'Cannot set PropertyValueCoordinates{propertyName=x, value=v} on 1. 512 already has that value.',
        category: 'VALIDATION_ERROR',
      }),
      kind: 'ambiguous-match',
    },
  ],
  PROPERTY_DOESNT_EXIST: [{ evidence: answer(400, unknownProperties), kind: 'config' }],
  READ_ONLY_VALUE: [
    {
      evidence: answer(400, refusal('READ_ONLY_VALUE', '"industry" is a read only property')),
      kind: 'config',
    },
  ],
  INVALID_OPTION: [
    {
      evidence: entry(refusal('INVALID_OPTION', 'X was not one of the allowed options: []')),
      kind: 'invalid-record',
    },
  ],
  INVALID_VALUE: [
    {
      evidence: answer(400, refusal('INVALID_EMAIL', 'Email address kim@ is invalid')),
      kind: 'invalid-record',
    },
  ],
  UNKNOWN_OBJECT: [{ evidence: answer(400, unknownObject), kind: 'config' }],
  INVALID_ASSOCIATION: [
    { evidence: entry(associations.errors[0]), kind: 'invalid-record' },
    { evidence: entry(associations.errors[1]), kind: 'invalid-record' },
  ],
  REPEATED_ID: [{ evidence: answer(400, repeatedId), kind: 'bug' }],
  VALIDATION_ERROR: [
    {
      evidence: answer(400, { status: 'error', message: 'validation error', category: 'VALIDATION_ERROR' }),
      kind: 'invalid-record',
    },
  ],
  NO_SUCH_ADDRESS: [{ evidence: answer(404, '<title>Error 404 Not Found</title>'), kind: 'config' }],
  OBJECT_NOT_FOUND: [
    { evidence: answer(404, { status: 'error', message: 'resource not found' }), kind: 'not-found' },
    { evidence: entry(updatePartly.errors[0]), kind: 'not-found' },
  ],
};

describe('the HubSpot failures table', () => {
  for (const row of FAILURES) {
    it(`reaches the row ${row.code}, which links to the vendor's documentation`, () => {
      const cases = CASES[row.code] ?? [];
      expect(cases).not.to.be.empty;
      for (const { evidence, kind } of cases) {
        const failure = failureOf(evidence, 'contacts');
        expect(failure).to.include({ code: row.code, kind });
        expect(failure.message).not.to.equal('');
      }
      expect(row.source).to.match(/^https:\/\/developers\.hubspot\.com\//);
    });
  }

  it('calls what it does not know a bug, so that it is parked and never repeated', () => {
    expect(failureOf(answer(418, { message: 'teapot' }))).to.include({
      kind: 'bug',
      code: 'UNEXPECTED_ANSWER',
    });
    expect(failureOf(answer(400, { errors: ['query param q may not be null'] })).kind).to.equal('bug');
  });

  it('names the existing record of a conflict, from the context or from the sentence', () => {
    const ref = { system: 'hubspot', object: 'contacts' };
    const listed = failureOf(entry(createPartly.errors[0]), 'contacts');
    expect(listed.candidates).to.deep.equal([{ ...ref, id: '171591000198' }]);
    const said = failureOf(
      answer(409, { message: 'Contact already exists. Existing ID: 512', category: 'CONFLICT' }),
      'contacts',
    );
    expect(said.candidates).to.deep.equal([{ ...ref, id: '512' }]);
    const owner = failureOf(CASES.ALREADY_EXISTS![2]!.evidence, 'contacts');
    expect(owner.candidates).to.deep.equal([{ ...ref, id: '512' }]);
  });

  it('names the unique property that another record holds', () => {
    const [whole, , named] = CASES.ALREADY_EXISTS!;
    expect(failureOf(whole!.evidence).fields).to.deep.equal(['email']);
    expect(failureOf(named!.evidence).fields).to.deep.equal(['x']);
  });

  it('names the properties at fault once each, and none that failed for another reason', () => {
    expect(failureOf(answer(400, unknownProperties)).fields).to.deep.equal(['first000name', 'last000name']);
    const mixed = answer(400, {
      category: 'VALIDATION_ERROR',
      errors: [
        { code: 'PROPERTY_DOESNT_EXIST', message: 'no a', context: { propertyName: ['a'] } },
        { code: 'INVALID_EMAIL', message: 'bad email', context: { propertyName: ['email'] } },
      ],
    });
    expect(failureOf(mixed).fields).to.deep.equal(['a']);
  });

  it('waits as long as Retry-After says, else as long as the limit lasts', () => {
    expect(failureOf(answer(477, null, 'read', { 'retry-after': '30' })).retryAfterMs).to.equal(30_000);
    expect(failureOf(answer(429, { policyName: 'SECONDLY' })).retryAfterMs).to.equal(1_000);
    expect(failureOf(answer(429, { policyName: 'TEN_SECONDLY_ROLLING' })).retryAfterMs).to.equal(10_000);
    expect(failureOf(answer(423, null)).retryAfterMs).to.equal(2_000);
  });

  it('says which scopes are missing', () => {
    expect(failureOf(CASES.MISSING_SCOPES![0]!.evidence).message).to.include('crm.objects.contacts.read');
  });
});
