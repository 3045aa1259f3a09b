import type { SimReply } from '../../../../src/connector/sim/server.ts';

/** A Bulk API error: an array of one, as everywhere in the REST family. Codes here are written without underscores. */
export const refusal = (status: number, errorCode: string, message: string): SimReply => ({
  status,
  body: [{ errorCode, message }],
});

export const noSuchJob = (): SimReply => refusal(404, 'NOT_FOUND', 'The requested resource does not exist');

export const csvReply = (body: string, headers: Readonly<Record<string, string>> = {}): SimReply => ({
  status: 200,
  headers: { 'Content-Type': 'text/csv', ...headers },
  body,
});
