import type {
  Connection,
  ConnectorContext,
  ConnectorDefinition,
  Page,
  Snapshot,
  Tokens,
} from '../../src/connector/contract.ts';
import { seededRandom } from '../../src/connector/sim/random.ts';
import type { Simulator, StartSimulator } from '../../src/connector/simulator.ts';
import type { FieldSchema, ObjectSchema } from '../../src/domain/schema.ts';
import type { Value } from '../../src/domain/value.ts';

export const OPTIONS = { lane: 'live' } as const;

export interface Opened {
  readonly connection: Connection;
  readonly simulator: Simulator;
  /** Buckets that calls were taken from. */
  readonly taken: ReadonlySet<string>;
  /** Everything that was logged, as one text. */
  readonly logged: () => string;
  nextId(): string;
  close(): Promise<void>;
}

/** A connector on its own simulator, with its world standing still but for us. */
export async function openOnSimulator(
  connector: ConnectorDefinition,
  startSimulator: StartSimulator,
): Promise<Opened> {
  const simulator = await startSimulator({
    port: 0,
    seed: 1,
    population: 20,
    latencyMs: 0,
    limits: false,
    webhookUrl: null,
  });
  const taken = new Set<string>();
  const lines: string[] = [];
  const log = (message: string, facts?: unknown): number => lines.push(`${message} ${JSON.stringify(facts)}`);
  const random = seededRandom(7);
  let ids = 0;
  let tokens: Tokens | null = null;
  const nextId = (): string => `01920000-0000-7000-8000-${String((ids += 1)).padStart(12, '0')}`;
  const context: ConnectorContext = {
    settings: simulator.environment,
    clock: { now: () => new Date() },
    ids: { next: nextId },
    random,
    log: { debug: log, info: log, warn: log, error: log },
    governor: {
      take: (bucket) => Promise.resolve(void taken.add(bucket)),
      report: () => undefined,
    },
    tokens: {
      load: () => Promise.resolve(tokens),
      save: (next) => Promise.resolve(void (tokens = next)),
    },
    configDir: '/nonexistent',
  };
  try {
    const connection = await connector.open(context);
    return {
      connection,
      simulator,
      taken,
      logged: () => lines.join('\n'),
      nextId,
      async close() {
        await connection.close();
        await simulator.close();
      },
    };
  } catch (error) {
    await simulator.close();
    throw error;
  }
}

/** Every page of a scan. */
export async function scanAll(
  connection: Connection,
  object: string,
  fields: readonly string[],
): Promise<readonly Snapshot[]> {
  const all: Snapshot[] = [];
  let page: Page | null = null;
  do {
    page = await connection.scan({ object, fields, cursor: page?.cursor ?? null }, OPTIONS);
    all.push(...page.snapshots);
  } while (page.more);
  return all;
}

/** A plain text field that anyone may change. Every CRM has a town. */
export function plainTextField(schema: ObjectSchema): string {
  const plain = [...schema.fields.values()].filter(
    (field) =>
      field.type === 'text' &&
      field.creatable &&
      field.updatable &&
      !field.unique &&
      !field.calculated &&
      !field.restricted,
  );
  const field = plain.find(({ name }) => /city$/i.test(name)) ?? plain[0];
  if (field === undefined) throw new Error(`${schema.object} has no plain text field`);
  return field.name;
}

/**
 * What a create gives beside the external key, made up: what is required, and what names the record, as some systems want
 * any one of several names. The number keeps records apart: systems refuse duplicates.
 */
export function namedFields(
  schema: ObjectSchema,
  external: string,
  number: number,
): Readonly<Record<string, Value>> {
  const given = [...schema.fields.values()].filter(
    (field) =>
      field.creatable &&
      field.name !== external &&
      (field.required || field.type === 'email' || /^(last)?name$/i.test(field.name)),
  );
  return Object.fromEntries(given.map((field) => [field.name, madeUp(field, `${schema.object}${number}`)]));
}

function madeUp(field: FieldSchema, unique: string): Value {
  switch (field.type) {
    case 'text':
    case 'reference':
    case 'owner':
      return `Conformance ${unique}`;
    case 'email':
      return `${unique.toLowerCase()}@conformance.test`;
    case 'phone':
      return '+49 30 1234567';
    case 'url':
      return 'https://example.test';
    case 'number':
      return 1;
    case 'boolean':
      return false;
    case 'date':
      return '2026-11-21';
    case 'datetime':
      return '2026-11-21T18:30:00.000Z';
    case 'option':
      return field.options.find((option) => option.active)?.value ?? null;
    case 'options':
      return field.options
        .filter((option) => option.active)
        .slice(0, 1)
        .map((option) => option.value);
  }
}

/** An id of the same form that no record has. */
export function unknownIdLike(id: string): string {
  const digits = /^\d+$/.test(id) ? '9'.repeat(12) : `${id.slice(0, 8)}${id.slice(8).replace(/\d/g, '9')}`;
  if (digits === id) throw new Error(`no unknown id like ${id}`);
  return digits;
}
