/** Someone or some queue that can own a record in one system. Owners are matched across systems by e-mail. */
export interface Owner {
  /** What the system stores in an owner field. */
  readonly id: string;
  /** Lower case; null for a queue without an address. */
  readonly email: string | null;
  readonly name: string;
  readonly active: boolean;
  /** `integration` is the user we act as: a system makes it the owner of what we create, so nobody chose it. */
  readonly kind: 'person' | 'queue' | 'integration';
  /** Objects of the system of which it can own no record, whatever is set up there; absent: it may own any. */
  readonly neverOwns?: readonly string[];
}
