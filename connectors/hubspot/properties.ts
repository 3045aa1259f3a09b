import type { CallOptions } from '../../src/connector/contract.ts';
import type { Fields } from '../../src/domain/value.ts';
import { encode } from './codec.ts';
import { noonOf } from './days.ts';
import { traitsOf } from './objects.ts';
import type { Session } from './session.ts';

/** Neutral values as properties to write. Days become moments; a stage brings its pipeline, as HubSpot takes it in that one alone. */
export async function toProperties(
  session: Session,
  object: string,
  fields: Fields,
  options: CallOptions,
): Promise<Readonly<Record<string, string>>> {
  const { days, pipelines: named } = traitsOf(object);
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, encode(value)] as const),
  );
  for (const name of days) {
    const day = properties[name];
    if (day) properties[name] = noonOf(day, await session.timeZone(options));
  }
  const stage = named === null ? undefined : properties[named.stage];
  if (named === null || !stage || named.pipeline in properties) return properties;
  const pipeline = (await session.pipelines(object, options)).pipelineOf.get(stage);
  return pipeline === undefined ? properties : { ...properties, [named.pipeline]: pipeline };
}
