import type { EntityId } from '../domain/entity.ts';
import type { Hash } from '../rules/receipt.ts';

/** One id for one text, in the form of a UUID of its own making (RFC 9562, version 8). */
export function madeId(of: string, hash: Hash): EntityId {
  const hex = hash(of);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
