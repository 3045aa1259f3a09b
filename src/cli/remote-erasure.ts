import { ERASE_REFUSAL_CODES, type EraseAnswer, type EraseRequest } from '../domain/erasure.ts';

/** Erases over the API. A reply that says something else (not signed in, a fault) comes back as it is. */
export async function eraseRemotely(
  base: string,
  headers: Readonly<Record<string, string>>,
  request: EraseRequest,
): Promise<EraseAnswer | Response> {
  const reply = await fetch(`${base}/erasures`, { method: 'POST', headers, body: JSON.stringify(request) });
  const told = reply.clone();
  if (reply.ok) return (await told.json()) as EraseAnswer;
  return (await refusalIn(told)) ?? reply;
}

async function refusalIn(reply: Response): Promise<EraseAnswer | null> {
  try {
    const { error } = (await reply.json()) as {
      readonly error: Omit<Extract<EraseAnswer, { kind: 'refused' }>, 'kind'>;
    };
    return ERASE_REFUSAL_CODES.includes(error.code) ? { kind: 'refused', ...error } : null;
  } catch {
    return null;
  }
}
