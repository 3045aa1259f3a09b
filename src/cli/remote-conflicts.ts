import type { Operations } from '../api/operations.ts';
import { REFUSAL_CODES, type Resolution } from '../domain/resolution.ts';

type Refused = Extract<Resolution, { kind: 'refused' }>;

/** The address of a list of conflicts, relative to the API's. */
export function conflictsPath(filter: Parameters<Operations['conflicts']>[0]): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
  return `conflicts?${query.toString()}`;
}

/** Answers a conflict over the API. A reply that says something else (not signed in, a fault) comes back as it is. */
export async function resolveRemotely(
  base: string,
  headers: Readonly<Record<string, string>>,
  { id, answer, seen }: Parameters<Operations['resolveConflict']>[0],
): Promise<Resolution | Response> {
  const body = {
    ...(answer.kind === 'take' ? { take: answer.system } : { value: answer.value }),
    ...(seen === undefined ? {} : { seen }),
  };
  const reply = await fetch(`${base}/conflicts/${id}/resolution`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const told = reply.clone();
  if (reply.ok) return (await told.json()) as Resolution;
  return (await refusalIn(told)) ?? reply;
}

async function refusalIn(reply: Response): Promise<Refused | null> {
  try {
    const { error, now } = (await reply.json()) as {
      readonly error: Pick<Refused, 'code' | 'message' | 'fix'>;
      readonly now?: Refused['now'];
    };
    return now !== undefined && REFUSAL_CODES.includes(error.code)
      ? { kind: 'refused', code: error.code, message: error.message, fix: error.fix, now }
      : null;
  } catch {
    return null;
  }
}
