import type { Response } from 'express';
import { FailureError } from '../domain/failure.ts';

/** Progress as JSON lines, the result as the last: a long call shows that it lives. */
export async function streamed(
  response: Response,
  run: (onProgress: (message: string) => void) => Promise<unknown>,
): Promise<void> {
  response.type('application/x-ndjson');
  const line = (value: unknown): void => void response.write(`${JSON.stringify(value)}\n`);
  try {
    line({ result: await run((message) => line({ progress: message })) });
  } catch (error) {
    line(
      error instanceof FailureError
        ? { failure: error.failure }
        : { error: error instanceof Error ? error.message : String(error) },
    );
  }
  response.end();
}
