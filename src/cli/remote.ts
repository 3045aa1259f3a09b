import type { BooksRequest } from '../api/books.ts';
import type { Operations } from '../api/operations.ts';
import type { ProofRequest } from '../api/proof.ts';
import type { ReportRequest } from '../api/report.ts';
import { FailureError, type Failure } from '../domain/failure.ts';
import type { ServerNote } from '../platform/server-file.ts';
import { conflictsPath, resolveRemotely } from './remote-conflicts.ts';
import { splitRemotely } from './remote-split.ts';
import { eraseRemotely } from './remote-erasure.ts';
import { remoteConfig } from './remote-config.ts';

/** The operations of a Leadloop that is running on this machine, over its API. */
export function remoteOperations({ url, token }: ServerNote): Operations {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    const answer = await fetch(`${url}/api/v1/${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(await messageOf(answer));
    return (await answer.json()) as T;
  }

  /** Progress comes as JSON lines; the last one is the result. */
  async function follow<T>(
    path: string,
    body: object,
    onProgress: ((message: string) => void) | undefined,
  ): Promise<T> {
    const answer = await fetch(`${url}/api/v1/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok || answer.body === null) throw new Error(await messageOf(answer));
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body) {
      rest += decoder.decode(chunk as Uint8Array, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter((text) => text !== '')) {
        const message = JSON.parse(line) as {
          progress?: string;
          failure?: Failure;
          error?: string;
          result?: T;
        };
        if (message.progress !== undefined) onProgress?.(message.progress);
        if (message.failure !== undefined) throw new FailureError(message.failure);
        if (message.error !== undefined) throw new Error(message.error);
        if (message.result !== undefined) return message.result;
      }
    }
    throw new Error('the running Leadloop stopped before it was done');
  }

  return {
    status: async () => revive(await ask('status')),
    why: async (needle) => revive(await ask(`why?needle=${encodeURIComponent(needle)}`)),
    replay: async (needle) => revive(await ask(`replay?needle=${encodeURIComponent(needle)}`)),
    backtest: ({ onProgress, files, ...body }) =>
      follow('backtest', { ...body, files: Object.fromEntries(files) }, onProgress),
    pastLeads: ({ onProgress }) => follow('past-leads', {}, onProgress),
    trial: async () => revive(await ask('config/trial')),
    tryRules: async ({ files, ...body }) =>
      revive(
        await ask('config/trial', {
          method: 'POST',
          body: JSON.stringify({ ...body, files: Object.fromEntries(files) }),
        }),
      ),
    endTrial: async (who) =>
      revive(await ask('config/trial/end', { method: 'POST', body: JSON.stringify({ who }) })),
    sync: ({ onProgress, ...body }) => follow('sync', body, onProgress),
    import: ({ onProgress, ...body }) => follow('import', body, onProgress),
    plan: ({ onProgress, ...body }) => follow('plan', body, onProgress),
    apply: ({ onProgress, ...body }) => follow('apply', body, onProgress),
    undo: ({ onProgress, ...body }) => follow('undo', body, onProgress),
    report: (request) => ask(reportPath(request)),
    books: async () => revive(await ask('books')),
    closeBooks: async (request) =>
      revive(await ask('books', { method: 'POST', body: JSON.stringify(request) })),
    showBooks: (request) => ask(booksPath(request)),
    proof: (request) => ask(proofPath(request)),
    drift: ({ object, sample }) =>
      ask(`drift?${query({ object, sample: sample === null ? null : String(sample) })}`),
    repairDrift: (request) => ask('drift/repair', { method: 'POST', body: JSON.stringify(request) }),
    retry: (code) => ask('retry', { method: 'POST', body: JSON.stringify({ code }) }),
    breakers: async () => revive(await ask('breaker')),
    releaseBreaker: (id) => ask(`breaker/${id}/release`, { method: 'POST' }),
    discardBreaker: (id) => ask(`breaker/${id}/discard`, { method: 'POST' }),
    setup: () => ask('setup', { method: 'POST' }),
    conflicts: async (filter) => revive(await ask(conflictsPath(filter))),
    async resolveConflict(request) {
      const reply = await resolveRemotely(`${url}/api/v1`, headers, request);
      if (reply instanceof Response) throw new Error(await messageOf(reply));
      return reply;
    },
    async split(request) {
      const reply = await splitRemotely(`${url}/api/v1`, headers, request);
      if (reply instanceof Response) throw new Error(await messageOf(reply));
      return reply;
    },
    async erase(request) {
      const reply = await eraseRemotely(`${url}/api/v1`, headers, request);
      if (reply instanceof Response) throw new Error(await messageOf(reply));
      return revive(reply);
    },
    erasures: async () => revive(await ask('erasures')),
    forgetErasure: (id, who) =>
      ask(`erasures/${encodeURIComponent(id)}/forget`, { method: 'POST', body: JSON.stringify({ who }) }),
    config: remoteConfig(async (path, init) => revive(await ask(path, init))),
  };
}

function reportPath({ name, from, until, by, model, rollUp }: ReportRequest): string {
  const asked = { by, model, 'roll-up': rollUp ? 'true' : null };
  return `reports/${name}?${query({ from: from?.toISOString(), until: until?.toISOString(), ...asked })}`;
}

const booksPath = ({ period, by, model, lines }: BooksRequest): string =>
  `books/${encodeURIComponent(period)}?${query({ by, model, lines: String(lines) })}`;

const proofPath = ({ from, until, by, list, offline }: ProofRequest): string =>
  `proof?${query({ from: from?.toISOString(), until: until?.toISOString(), by, place: list, offline: String(offline) })}`;

function query(asked: Readonly<Record<string, string | null | undefined>>): string {
  const given = Object.entries(asked).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [[key, value] as [string, string]],
  );
  return new URLSearchParams(given).toString();
}

async function messageOf(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    return (JSON.parse(text) as { error: { message: string } }).error.message;
  } catch {
    return `the running Leadloop answered ${answer.status}`;
  }
}

/** JSON has no dates: fields that hold one come back as such. */
function revive<T>(value: T): T {
  const dates = new Set([
    'at',
    'since',
    'lastAt',
    'seenAt',
    'modifiedAt',
    'movedAt',
    'chosenAt',
    'closedAt',
    'restatedAt',
    'inForceSince',
    'returnAt',
    'sourceAt',
    'receivedAt',
    'decidedAt',
    'next',
    'askedAt',
    'endedAt',
    'dueAt',
    'releasedAt',
  ]);
  return JSON.parse(JSON.stringify(value), (key, field: unknown) =>
    dates.has(key) && typeof field === 'string' ? new Date(field) : field,
  ) as T;
}
