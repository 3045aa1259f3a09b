import { SPLIT_REFUSAL_CODES, type Split, type SplitRefusal, type SplitRequest } from '../domain/split.ts';

/** Splits over the API. A reply that says something else (not signed in, a fault) comes back as it is. */
export async function splitRemotely(
  base: string,
  headers: Readonly<Record<string, string>>,
  request: SplitRequest,
): Promise<Split | Response> {
  const reply = await fetch(`${base}/split`, { method: 'POST', headers, body: JSON.stringify(request) });
  const told = reply.clone();
  if (reply.ok) return (await told.json()) as Split;
  return (await refusalIn(told)) ?? reply;
}

async function refusalIn(reply: Response): Promise<SplitRefusal | null> {
  try {
    const { error } = (await reply.json()) as { readonly error: Omit<SplitRefusal, 'kind'> };
    return SPLIT_REFUSAL_CODES.includes(error.code) ? { kind: 'refused', ...error } : null;
  } catch {
    return null;
  }
}
