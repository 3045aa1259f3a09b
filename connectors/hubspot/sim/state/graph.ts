import type { Row } from './row.ts';

/** A record's association with another: the kinds it has, seen from this end. */
export interface Edge {
  readonly to: Row;
  readonly typeIds: Set<number>;
}

/** Which records are associated; each association is kept from both ends. */
export class Graph {
  readonly #edges = new Map<Row, Map<Row, Edge>>();

  /** A record's associations with records of one type, by id. */
  from(row: Row, toType: string): readonly Edge[] {
    const edges = this.#edges.get(row);
    if (edges === undefined) return [];
    return [...edges.values()]
      .filter((edge) => edge.to.type.name === toType)
      .sort((a, b) => a.to.num - b.to.num);
  }

  all(row: Row): readonly Edge[] {
    return [...(this.#edges.get(row)?.values() ?? [])];
  }

  between(from: Row, to: Row): Edge | undefined {
    return this.#edges.get(from)?.get(to);
  }

  /** True when the kind was not there before. */
  add(from: Row, to: Row, typeId: number): boolean {
    let edges = this.#edges.get(from);
    if (edges === undefined) this.#edges.set(from, (edges = new Map<Row, Edge>()));
    const edge = edges.get(to);
    if (edge === undefined) {
      edges.set(to, { to, typeIds: new Set([typeId]) });
      return true;
    }
    if (edge.typeIds.has(typeId)) return false;
    edge.typeIds.add(typeId);
    return true;
  }

  /** True when the kind was there. An association without any kind left is gone. */
  remove(from: Row, to: Row, typeId: number): boolean {
    const edges = this.#edges.get(from);
    const edge = edges?.get(to);
    if (edge?.typeIds.delete(typeId) !== true) return false;
    if (edge.typeIds.size === 0) edges?.delete(to);
    return true;
  }

  /** Forgets a record that is gone. */
  drop(row: Row): void {
    for (const { to } of this.all(row)) this.#edges.get(to)?.delete(row);
    this.#edges.delete(row);
  }
}
