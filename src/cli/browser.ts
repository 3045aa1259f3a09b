import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { CommandError } from './context.ts';

export const CALLBACK_PATH = '/oauth/callback';

const PATIENCE_MS = 10 * 60_000;

/** What the browser brought back. */
export interface BrowserAnswer {
  readonly code: string;
  /** Does `work` and tells the person at the browser how it ended. */
  finish<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Waits on this machine for the browser that was sent to grant access. What comes without our `state` is not its answer
 * and is refused; the wait goes on.
 *
 * @param onListening the moment to send the browser away
 */
export async function awaitBrowser(
  port: number,
  state: string,
  onListening: () => void,
): Promise<BrowserAnswer> {
  const answered = Promise.withResolvers<{ query: URLSearchParams; response: ServerResponse }>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname !== CALLBACK_PATH || searchParams.get('state') !== state)
      say(response, 400, 'This is not the answer to the sign-in that was begun here.');
    else answered.resolve({ query: searchParams, response });
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    answered.reject(
      new CommandError(
        error.code === 'EADDRINUSE'
          ? `port ${port} is in use. Give another with --port, and allow its redirect address in the app.`
          : error.message,
      ),
    );
  });
  const patience = setTimeout(() => {
    answered.reject(new CommandError('nobody granted access within 10 minutes. Run the command again.'));
  }, PATIENCE_MS);
  try {
    server.listen(port, '127.0.0.1');
    await Promise.race([once(server, 'listening').then(onListening), answered.promise]);
    const { query, response } = await answered.promise;
    const code = query.get('code');
    if (code === null) {
      const reason = query.get('error_description') ?? query.get('error') ?? 'no code came back';
      say(response, 400, `Access was not granted: ${reason}.`);
      throw new CommandError(`access was not granted: ${reason}.`);
    }
    return {
      code,
      async finish(work) {
        try {
          const result = await work();
          say(response, 200, 'Connected. You can close this window.');
          return result;
        } catch (error) {
          say(response, 502, 'Access was granted, but connecting failed. The terminal says why.');
          throw error;
        }
      },
    };
  } finally {
    clearTimeout(patience);
    server.close();
  }
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${text}\n`);
}
