import type { Fault, FaultEffect } from '../../../src/connector/sim/fault.ts';

export interface Case {
  readonly name: string;
  /** Where people are added or edited; their changes flow to the other system. */
  readonly from: 'hub' | 'force';
  readonly verb: 'create' | 'edit';
  /** Whose call is hit. */
  readonly system: 'hub' | 'force';
  readonly fault: Fault;
  readonly people?: number;
  /** The writes are planned before any is delivered: only many at once go by the bulk interface. */
  readonly atOnce?: boolean;
}

type Call = Pick<Fault, 'path' | 'skip'>;

/** The second call of several, so that some people are through and others are not. */
const WRITES_HUB: Call = { path: '/contacts/batch/(upsert|update)', skip: 1 };
const WRITES_FORCE: Call = { path: '/composite/sobjects', skip: 1 };
const READS_HUB: Call = { path: '/contacts/batch/read', skip: 1 };
/** Polls of several objects travel in one composite call. */
const READS_FORCE: Call = { path: '/composite$', skip: 0 };
const JOBS: Call = { path: '/jobs/ingest', skip: 0 };

const HTML = { body: '<html><body>Bad Gateway</body></html>', headers: { 'content-type': 'text/html' } };
const vendor = (name: string, args: Record<string, unknown> = {}): FaultEffect => ({
  kind: 'vendor',
  name,
  args,
});

/** What any system can do, and leaves open whether it was done. */
const UNKNOWN: Readonly<Record<string, FaultEffect>> = {
  'a 500': { kind: 'status', status: 500, body: [] },
  'an answer lost after the work was done': { kind: 'lose-answer' },
  'a request lost before it arrived': { kind: 'lose-request' },
};
const COMMON: Readonly<Record<string, FaultEffect>> = {
  ...UNKNOWN,
  'a 502 with HTML': { kind: 'status', status: 502, ...HTML },
  'a 503': { kind: 'status', status: 503 },
};
const HUB: Readonly<Record<string, FaultEffect>> = {
  'an expired token': vendor('expire-token'),
  'the ten-second limit': vendor('ten-secondly'),
  'the daily limit': vendor('daily'),
  'a locked record': vendor('locked'),
  'a move to another data centre': vendor('data-centre-move', { seconds: 1 }),
  'a 502 of the gateway': vendor('html-502'),
};
const HUB_WRITES: Readonly<Record<string, FaultEffect>> = {
  'some rows refused': vendor('partial', { rows: [0, 3, 7], code: 'VALIDATION_ERROR' }),
};
const FORCE: Readonly<Record<string, FaultEffect>> = {
  'an expired session': vendor('expire-session'),
  'the daily limit': vendor('request-limit'),
  'the limit of calls at a time': vendor('request-limit', { text: 'concurrent' }),
  'a 503 with HTML': vendor('html-503'),
};
const FORCE_WRITES: Readonly<Record<string, FaultEffect>> = {
  'locked rows': vendor('lock-row', { rows: [0, 5, 9] }),
  'all rows locked': vendor('lock-row'),
  'some rows refused': vendor('partial', {
    rows: [0, 3, 7],
    statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    message: 'No.',
  }),
  'a commit that is seen late': vendor('slow-commit', { ms: 1_500 }),
};

function over(
  effects: Readonly<Record<string, FaultEffect>>,
  where: Pick<Case, 'from' | 'verb' | 'system'> & { readonly of: string; readonly call: Call },
): readonly Case[] {
  const { of, call, ...rest } = where;
  return Object.entries(effects).map(([what, effect]) => ({
    ...rest,
    name: `${what}, ${of}`,
    fault: { ...call, effect },
  }));
}

export const FAULTS: readonly Case[] = [
  ...over(
    { ...COMMON, ...FORCE, ...FORCE_WRITES },
    {
      from: 'hub',
      verb: 'create',
      system: 'force',
      of: 'while Leads are made',
      call: WRITES_FORCE,
    },
  ),
  ...over(
    { ...COMMON, ...HUB, ...HUB_WRITES },
    {
      from: 'force',
      verb: 'create',
      system: 'hub',
      of: 'while contacts are made',
      call: WRITES_HUB,
    },
  ),
  ...over(UNKNOWN, {
    from: 'hub',
    verb: 'edit',
    system: 'force',
    of: 'while Leads are updated',
    call: WRITES_FORCE,
  }),
  ...over(UNKNOWN, {
    from: 'force',
    verb: 'edit',
    system: 'hub',
    of: 'while contacts are updated',
    call: WRITES_HUB,
  }),
  ...over(HUB, {
    from: 'hub',
    verb: 'create',
    system: 'hub',
    of: 'while contacts are read',
    call: READS_HUB,
  }),
  ...over(FORCE, {
    from: 'force',
    verb: 'create',
    system: 'force',
    of: 'while Leads are read',
    call: READS_FORCE,
  }),
  {
    name: 'a bulk job that fails half way',
    from: 'hub',
    verb: 'create',
    system: 'force',
    people: 2_100,
    atOnce: true,
    fault: {
      ...JOBS,
      method: 'POST',
      effect: vendor('bulk-fail', { after: 1_000, message: 'InternalServerError: half way' }),
    },
  },
  {
    name: 'a bulk job with refused rows',
    from: 'hub',
    verb: 'create',
    system: 'force',
    people: 2_100,
    atOnce: true,
    fault: { ...JOBS, method: 'POST', effect: vendor('bulk-partial', { rows: 50 }) },
  },
];
