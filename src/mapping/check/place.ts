import type { SystemName } from '../../domain/record.ts';
import type { FieldSchema } from '../../domain/schema.ts';
import type { Column, FieldMapping } from '../mapping.ts';
import type { Path } from '../problem.ts';

/** One column of a row where it meets the live schema. */
export interface Place {
  readonly field: FieldMapping;
  readonly system: SystemName;
  readonly object: string;
  readonly column: Column;
  /** What the system says of the field. */
  readonly schema: FieldSchema;
  /** As people name it: `system Object.Field`. */
  readonly name: string;
  /** Changes elsewhere are written here. */
  readonly isTarget: boolean;
  /** Where to point: at the column, or at one of its keys. */
  readonly at: (...keys: readonly string[]) => Path;
}

/** One row, with all its columns that the live systems have. */
export interface Row {
  readonly field: FieldMapping;
  readonly places: readonly Place[];
}

/** The columns of other systems whose values come to this one. */
export const sourcesOf = (target: Place, { places }: Row): readonly Place[] =>
  target.isTarget ? places.filter((place) => place.system !== target.system) : [];

/** Whether what is read here goes anywhere. */
export const isSource = (place: Place, { places }: Row): boolean =>
  places.some((other) => other.isTarget && other.system !== place.system);

/** The systems, each once, for a sentence. */
export const systemsOf = (places: readonly Place[]): string =>
  [...new Set(places.map((place) => place.system))].join(', ');
