import type { Express, Response } from 'express';
import { z } from 'zod';
import type { BreakerDecision } from '../ledger/breaker-decisions.ts';
import { breakerProblem } from './breaker-problem.ts';
import type { ApiContext } from './routes.ts';

const PARAMS = z.object({ id: z.coerce.number().int().min(1) });

/** What the mass-change breaker holds, and the decisions about it. */
export function addBreakerRoutes(app: Express, context: ApiContext): void {
  app.get('/api/v1/breaker', async (_request, response) => {
    response.json(await context.operations.breakers());
  });
  app.post('/api/v1/breaker/:id/release', async (request, response) => {
    const { id } = PARAMS.parse(request.params);
    answer(response, id, await context.operations.releaseBreaker(id));
  });
  app.post('/api/v1/breaker/:id/discard', async (request, response) => {
    const { id } = PARAMS.parse(request.params);
    answer(response, id, await context.operations.discardBreaker(id));
  });
}

function answer(response: Response, id: number, decision: BreakerDecision): void {
  const problem = breakerProblem(id, decision);
  if (problem === null) response.json(decision);
  else response.status(problem.status).json({ error: { code: problem.code, message: problem.message } });
}
