import { timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import helmet from 'helmet';
import { z } from 'zod';
import { conflictRoutes } from './conflicts.ts';
import { RefusedError } from './config-operations.ts';
import { addBacktestRoute } from './backtest-route.ts';
import { addConfigRoutes } from './config-routes.ts';
import { addBooksRoutes } from './books-routes.ts';
import { addBreakerRoutes } from './breaker-routes.ts';
import { addErasureRoutes } from './erasure-routes.ts';
import { addDriftRoutes } from './drift-routes.ts';
import { addProofRoute } from './proof-routes.ts';
import { addReportRoutes } from './report-routes.ts';
import type { ApiContext } from './routes.ts';
import { splitRoutes } from './split.ts';
import { addTrialRoutes } from './trial-routes.ts';
import { statusPage } from './status-page.ts';
import { streamed } from './streamed.ts';
import { addTimelineRoutes } from './timeline-routes.ts';

/** Larger than any webhook a system sends (100 events are some 40 kB). */
const LARGEST_BODY = '1mb';

/**
 * The HTTP side: webhooks and forms in, health, metrics and pages out, and the local command line's calls.
 * `onBug` hears of what nobody foresaw; the caller is told no more than that.
 */
export function makeApp(context: ApiContext, onBug: (error: unknown) => void = () => undefined): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet());

  app.get('/healthz', (_request, response) => void response.json({ status: 'alive' }));
  app.get('/readyz', (_request, response) => {
    const ready = context.isReady();
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'starting' });
  });
  app.get('/metrics', async (_request, response) => {
    response.type('text/plain; version=0.0.4').send(await context.metrics());
  });
  app.get('/', async (_request, response) => {
    const counts = await context.operations.status();
    const trial = counts.trial?.ended === null ? await context.operations.trial() : null;
    response.type('html').send(statusPage(counts, trial, new Date()));
  });

  addTimelineRoutes(app, context);

  const raw = express.raw({ type: () => true, limit: LARGEST_BODY });
  app.post('/webhooks/:system{/*path}', raw, (request, response) =>
    receive(request.params.system, request, response, context),
  );
  app.post('/intake/*path', raw, (request, response) => receive('lead-intake', request, response, context));

  app.use('/api/v1', (request, response, next) => {
    if (isLocal(request, context.localToken)) next();
    else
      response
        .status(401)
        .json(
          problem(
            'NOT_SIGNED_IN',
            'Send the bearer token that the running Leadloop wrote to server.json in its data folder.',
          ),
        );
  });
  app.get(
    '/api/v1/status',
    async (_request, response) => void response.json(await context.operations.status()),
  );
  app.get('/api/v1/why', async (request, response) => {
    const { needle } = z.object({ needle: z.string().min(1) }).parse(request.query);
    response.json(await context.operations.why(needle));
  });
  app.get('/api/v1/replay', async (request, response) => {
    const { needle } = z.object({ needle: z.string().min(1) }).parse(request.query);
    response.json(await context.operations.replay(needle));
  });
  app.use('/api/v1/conflicts', conflictRoutes(context));
  app.use('/api/v1/split', splitRoutes(context));
  app.post('/api/v1/sync', express.json(), (request, response) => {
    const body = SYNC.parse(request.body);
    return streamed(response, (onProgress) => context.operations.sync({ ...body, onProgress }));
  });
  app.post('/api/v1/import', express.json(), (request, response) => {
    const body = IMPORT.parse(request.body);
    return streamed(response, (onProgress) => context.operations.import({ ...body, onProgress }));
  });
  app.post('/api/v1/plan', express.json(), (request, response) => {
    const body = PLAN.parse(request.body);
    return streamed(response, (onProgress) => context.operations.plan({ ...body, onProgress }));
  });
  app.post('/api/v1/apply', express.json(), (request, response) => {
    const body = APPLY.parse(request.body);
    return streamed(response, (onProgress) => context.operations.apply({ ...body, onProgress }));
  });
  app.post('/api/v1/undo', express.json(), (request, response) => {
    const body = UNDO.parse(request.body);
    return streamed(response, (onProgress) => context.operations.undo({ ...body, onProgress }));
  });
  app.post(
    '/api/v1/setup',
    async (_request, response) => void response.json(await context.operations.setup()),
  );
  app.post('/api/v1/retry', express.json(), async (request, response) => {
    response.json(await context.operations.retry(RETRY.parse(request.body).code));
  });
  addReportRoutes(app, context);
  addBooksRoutes(app, context);
  addProofRoute(app, context);
  addDriftRoutes(app, context);
  addBacktestRoute(app, context);
  app.post('/api/v1/past-leads', (_request, response) =>
    streamed(response, (onProgress) => context.operations.pastLeads({ onProgress })),
  );
  addTrialRoutes(app, context);
  addErasureRoutes(app, context);
  addBreakerRoutes(app, context);

  addConfigRoutes(app, () => context.operations.config);

  app.use((request, response) => {
    response.status(404).json(problem('NOT_FOUND', `There is nothing at ${request.method} ${request.path}.`));
  });
  app.use(errorHandler(onBug));
  return app;
}

const SYNC = z.strictObject({ full: z.boolean() });
const IMPORT = z.strictObject({
  file: z.string().min(1),
  source: z.string().min(1),
  campaign: z.string().nullable(),
  rejectFile: z.string().min(1),
  choices: z.record(z.string(), z.string()),
});
const PLAN = z.strictObject({
  selection: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all') }),
    z.strictObject({ kind: z.literal('sample'), records: z.int().positive() }),
    z.strictObject({ kind: z.literal('record'), needle: z.string().min(1) }),
  ]),
});
const APPLY = z.strictObject({ file: z.string().min(1) });
const RETRY = z.strictObject({ code: z.string().min(1).nullable() });
const UNDO = z.strictObject({ plan: z.string().min(1) });

async function receive(
  system: string,
  request: Request,
  response: Response,
  context: ApiContext,
): Promise<void> {
  const mount = request.path.startsWith('/intake') ? '/intake' : `/webhooks/${system}`;
  const base = context.publicUrl ?? `${request.protocol}://${request.get('host') ?? 'localhost'}`;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  const answer = await context.receive(system, {
    method: request.method,
    path: request.path.slice(mount.length),
    url: `${base}${request.originalUrl}`,
    headers,
    body: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
    remoteAddress: request.ip ?? '',
  });
  if (answer === null)
    response
      .status(404)
      .json(problem('NO_WEBHOOKS', `${system} is not a connected system that sends webhooks.`));
  else response.status(answer.status).json(answer.body);
}

function isLocal(request: Request, token: string): boolean {
  const given = Buffer.from(request.get('authorization') ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const problem = (code: string, message: string) => ({ error: { code, message } });

const errorHandler =
  (onBug: (error: unknown) => void): ErrorRequestHandler =>
  (error: unknown, _request, response, _next) => {
    const status = (error as { status?: number }).status;
    if (error instanceof z.ZodError) {
      const fields = error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
      response.status(400).json(problem('INVALID_REQUEST', fields.join('; ')));
    } else if (error instanceof RefusedError) {
      response.status(error.status).json(problem(error.code, error.message));
    } else if (status === 413) {
      response
        .status(413)
        .json(
          problem(
            'TOO_LARGE',
            `The body is larger than ${LARGEST_BODY}. Send fewer events at a time. Nothing was taken over.`,
          ),
        );
    } else if (status !== undefined && status >= 400 && status < 500) {
      response
        .status(status)
        .json(problem('BAD_REQUEST', 'The request can not be read. Nothing was taken over.'));
    } else if (status === 503) {
      response
        .status(503)
        .set('retry-after', '5')
        .json(
          problem(
            'STARTING',
            'Leadloop is starting. Nothing was taken over; send it again in a few seconds.',
          ),
        );
    } else {
      onBug(error);
      response
        .status(500)
        .json(problem('INTERNAL', 'Something went wrong here; the log says what. Nothing was taken over.'));
    }
  };

/** Listens; a port in use is told with the way out. */
export function listen(app: Express, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port);
    server.once('listening', () => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} is in use by another program. Stop it, or set PORT to a free port.`)
          : error,
      );
    });
  });
}
