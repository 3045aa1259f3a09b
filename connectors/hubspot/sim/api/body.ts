import type { SimRequest } from '../../../../src/connector/sim/server.ts';
import { badRequest, Refusal } from '../refusal.ts';

export type Json = Readonly<Record<string, unknown>>;

const wrongShape = (what: string, value: unknown): Refusal => {
  const found = Array.isArray(value) ? 'Array' : typeof value;
  return new Refusal(
    400,
    `Invalid input JSON on line 1, column 1: Cannot deserialize value of type ${what} from ${found} value`,
  );
};

/** The body as a JSON object. */
export function readBody(request: SimRequest): Json {
  return asObject(parseBody(request));
}

export function parseBody(request: SimRequest): unknown {
  try {
    return request.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const column = Number(/position (\d+)/.exec(error.message)?.[1] ?? 0) + 1;
    throw new Refusal(400, `Invalid input JSON on line 1, column ${column}: Unexpected character`);
  }
}

export function asObject(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrongShape('`Object`', value);
  return value as Json;
}

export function asList(value: unknown, name: string): readonly unknown[] {
  if (value === undefined) throw badRequest(`Some required fields were not set: [${name}]`);
  if (!Array.isArray(value)) throw wrongShape('`List`', value);
  return value;
}

/** A field that must be a string; numbers are taken as strings, as HubSpot's parser does. */
export function asText(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === undefined || value === null) throw badRequest(`Some required fields were not set: [${name}]`);
  throw wrongShape('`String`', value);
}

export const optionalText = (value: unknown, name: string): string | undefined =>
  value === undefined || value === null ? undefined : asText(value, name);

export const textList = (value: unknown, name: string): readonly string[] =>
  value === undefined || value === null ? [] : asList(value, name).map((item) => asText(item, name));

/** `properties` of a write: strings; scalars become strings and null means clear, like the empty string. */
export function asProperties(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(asObject(value ?? {}));
  return Object.fromEntries(entries.map(([name, item]) => [name, item === null ? '' : asText(item, name)]));
}

/** The `inputs` of a batch call. */
export function batchInputs(body: Json, most: number): readonly Json[] {
  const inputs = asList(body.inputs, 'inputs').map(asObject);
  if (inputs.length > most) {
    throw badRequest(
      `The maximum number of inputs supported in a batch request is ${most}, was ${inputs.length}.`,
    );
  }
  return inputs;
}
