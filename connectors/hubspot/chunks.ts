/** HubSpot's limit for the inputs of one batch. */
export const BATCH_SIZE = 100;

export function chunks<Item>(
  items: readonly Item[],
  size: number = BATCH_SIZE,
): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
