/** The neutral type of a field; see {@link Value} for the form of its values. */
export const FIELD_TYPES = [
  'text',
  'email',
  'phone',
  'url',
  'number',
  'boolean',
  'date',
  'datetime',
  'option',
  'options',
  'owner',
  'reference',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface FieldOption {
  readonly value: string;
  readonly label: string;
  readonly active: boolean;
}

/** A field as the live system describes it to the connected user. */
export interface FieldSchema {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly creatable: boolean;
  readonly updatable: boolean;
  /** A create without it is refused. */
  readonly required: boolean;
  readonly unique: boolean;
  /** Characters; null when the system sets no limit. */
  readonly maxLength: number | null;
  /** Digits that a number keeps behind the decimal mark; absent when the system does not tell. */
  readonly decimals?: number;
  /** Empty unless type is option or options. */
  readonly options: readonly FieldOption[];
  /** Whether a value outside `options` is refused. */
  readonly restricted: boolean;
  /** The objects a reference may point at. */
  readonly references: readonly string[];
  /** Calculated by the system: its changes may fire no event. */
  readonly calculated: boolean;
  /** The system itself obeys it: whoever is `true` is left alone. */
  readonly optOut?: true;
}

export interface ObjectSchema {
  readonly object: string;
  readonly label: string;
  readonly fields: ReadonlyMap<string, FieldSchema>;
  /** What the account, or the connected user, is not let do with the object; absent: nothing is refused. */
  readonly refuses?: Refused;
}

/** `everything`: the object is described by what is known of it, but holds nothing that we see, and takes nothing. */
export interface Refused {
  readonly what: 'everything' | 'creation';
  readonly why: string;
  readonly fix: string;
}
