import type { ObjectType } from './object-types.ts';

/** A directed kind of association. */
export interface AssociationType {
  readonly id: number;
  readonly from: string;
  readonly to: string;
  readonly category: 'HUBSPOT_DEFINED' | 'USER_DEFINED';
  readonly label: string | null;
  /** The same association seen from the other end. */
  readonly inverse: number;
}

/** from, to, unlabelled there and back, primary there and back. */
const PAIRS: readonly (readonly [string, string, number, number, number?, number?])[] = [
  ['contacts', 'companies', 279, 280, 1, 2],
  ['contacts', 'deals', 4, 3],
  ['companies', 'deals', 342, 341, 6, 5],
  ['leads', 'contacts', 608, 609, 578, 579],
  ['leads', 'companies', 610, 611, 580, 581],
  ['leads', 'deals', 1037, 1038, 582, 583],
  ['contacts', 'calls', 193, 194],
  ['contacts', 'emails', 197, 198],
  ['contacts', 'meetings', 199, 200],
  ['contacts', 'notes', 201, 202],
  ['contacts', 'tasks', 203, 204],
  ['contacts', 'communications', 82, 81],
  ['companies', 'calls', 181, 182],
  ['companies', 'emails', 185, 186],
  ['companies', 'meetings', 187, 188],
  ['companies', 'notes', 189, 190],
  ['companies', 'tasks', 191, 192],
  ['companies', 'communications', 88, 87],
  ['deals', 'calls', 205, 206],
  ['deals', 'emails', 209, 210],
  ['deals', 'meetings', 211, 212],
  ['deals', 'notes', 213, 214],
  ['deals', 'tasks', 215, 216],
  ['deals', 'communications', 86, 85],
  ['contacts', 'contacts', 449, 449],
  ['companies', 'companies', 450, 450],
  ['deals', 'deals', 451, 451],
];

const PRIMARY = 'Primary';

function* defined(): Generator<AssociationType> {
  const category = 'HUBSPOT_DEFINED';
  for (const [from, to, there, back, primaryThere, primaryBack] of PAIRS) {
    yield { id: there, from, to, category, label: null, inverse: back };
    if (back !== there) yield { id: back, from: to, to: from, category, label: null, inverse: there };
    if (primaryThere === undefined || primaryBack === undefined) continue;
    yield { id: primaryThere, from, to, category, label: PRIMARY, inverse: primaryBack };
    yield { id: primaryBack, from: to, to: from, category, label: PRIMARY, inverse: primaryThere };
  }
  const [from, to] = ['companies', 'companies'];
  yield { id: 13, from, to, category, label: 'Child Company', inverse: 14 };
  yield { id: 14, from, to, category, label: 'Parent Company', inverse: 13 };
}

/**
 * The kinds of association an account knows: HubSpot's own and labels made by users.
 * Ids: https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide
 */
export class AssociationTypes {
  readonly #byId = new Map<number, AssociationType>();
  readonly #unlabelled = new Map<string, AssociationType>();
  #nextId = 28;

  constructor() {
    for (const type of defined()) {
      this.#byId.set(type.id, type);
      if (type.label === null) this.#unlabelled.set(`${type.from} ${type.to}`, type);
    }
  }

  get(id: number): AssociationType | undefined {
    return this.#byId.get(id);
  }

  between(from: ObjectType, to: ObjectType): readonly AssociationType[] {
    return [...this.#byId.values()].filter((type) => type.from === from.name && type.to === to.name);
  }

  /** The plain association of a pair; undefined when the two cannot be associated. */
  unlabelled(from: string, to: string): AssociationType | undefined {
    return this.#unlabelled.get(`${from} ${to}`);
  }

  /** The plain associations of a type with others, both ways. */
  plainOf(name: string): readonly AssociationType[] {
    return [...this.#unlabelled.values()].filter(({ from, to }) => from === name || to === name);
  }

  isPrimary(id: number): boolean {
    const type = this.#byId.get(id);
    return type?.label === PRIMARY && type.category === 'HUBSPOT_DEFINED';
  }

  /** Makes the plain association of a pair, as HubSpot does for a type that the account makes. */
  addPlain(from: ObjectType, to: ObjectType): void {
    if (this.unlabelled(from.name, to.name) !== undefined) return;
    for (const type of this.#addPair(from, to, null, null))
      this.#unlabelled.set(`${type.from} ${type.to}`, type);
  }

  /** Makes a user's label, one type per direction. */
  add(from: ObjectType, to: ObjectType, label: string, inverseLabel: string): readonly AssociationType[] {
    return this.#addPair(from, to, label, inverseLabel);
  }

  #addPair(
    from: ObjectType,
    to: ObjectType,
    label: string | null,
    inverseLabel: string | null,
  ): readonly AssociationType[] {
    while (this.#byId.has(this.#nextId) || this.#byId.has(this.#nextId + 1)) this.#nextId += 1;
    const [there, back] = [this.#nextId, this.#nextId + 1];
    this.#nextId += 2;
    const category = 'USER_DEFINED';
    const made: AssociationType[] = [
      { id: there, from: from.name, to: to.name, category, label, inverse: back },
      { id: back, from: to.name, to: from.name, category, label: inverseLabel, inverse: there },
    ];
    for (const type of made) this.#byId.set(type.id, type);
    return made;
  }
}
