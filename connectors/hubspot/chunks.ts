import { chunks as chunksOf } from '../../src/domain/chunks.ts';

/** HubSpot's limit for the inputs of one batch. */
export const BATCH_SIZE = 100;

export const chunks = <Item>(items: readonly Item[], size = BATCH_SIZE): readonly (readonly Item[])[] =>
  chunksOf(items, size);
