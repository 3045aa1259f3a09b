/** Someone or some queue that can own a record in one system. Owners are matched across systems by e-mail. */
export interface Owner {
  /** What the system stores in an owner field. */
  readonly id: string;
  /** Lower case; null for a queue without an address. */
  readonly email: string | null;
  readonly name: string;
  readonly active: boolean;
  readonly kind: 'person' | 'queue';
}
