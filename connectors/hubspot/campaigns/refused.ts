import { FailureError, type Failure } from '../../../src/domain/failure.ts';
import type { Refused } from '../../../src/domain/schema.ts';
import { misconfigured } from '../judge.ts';

export const NOT_OFFERED: Refused = {
  what: 'everything',
  why: 'HubSpot does not let this token see or change campaigns: they come with Marketing Hub Professional, and need the scopes marketing.campaigns.read and marketing.campaigns.write.',
  fix: 'Grant the scopes to the app. Without Marketing Hub Professional, take HubSpot out of campaign.yaml.',
};

const CODE = 'CAMPAIGNS_NOT_OFFERED';
const REFUSALS: ReadonlySet<string> = new Set(['MISSING_SCOPES', 'FORBIDDEN']);

/** Whether an account has no campaigns for us. Its people and companies may be fine. */
export const isRefusal = ({ code }: Failure): boolean => REFUSALS.has(code);

/** Makes a call about campaigns, and sees to it that its refusal says something of campaigns alone, and not of the whole connection. */
export async function aboutCampaigns<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof FailureError && isRefusal(error.failure)) throw notOffered();
    throw error;
  }
}

/** The same of a call that can do without campaigns: from now on the account counts as one that does not offer them. */
export async function orNothing<Result>(
  call: Promise<Result>,
  nothing: Result,
  remember: () => Promise<unknown>,
): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.code !== CODE) throw error;
    await remember();
    return nothing;
  }
}

export const notOffered = (): FailureError => misconfigured(CODE, NOT_OFFERED.why, NOT_OFFERED.fix);
