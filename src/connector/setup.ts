/** What `setup` of a connector is asked for, and what it says it did. */
import type { FieldType } from '../domain/schema.ts';

/** A field is Leadloop's own when its name begins and ends so: `setup` makes it. */
export interface OwnFields {
  readonly prefix: string;
  readonly suffix: string;
  /** Bears such a name, too, and is none of them: the external key. */
  readonly key: string;
}

export interface SetupObject {
  readonly object: string;
  readonly fields: readonly OwnField[];
}

/** A field of Leadloop's own, as it should be where it is not there yet. */
export interface OwnField {
  readonly name: string;
  readonly type: FieldType;
  /** For people. */
  readonly label: string;
  /** Whether people fill it in, too; else Leadloop alone does. */
  readonly forPeople: boolean;
  /** The most characters that text will have; null: as many as the system can keep. */
  readonly maxLength: number | null;
  /** Of an option: what people choose from, and nothing else. What a picklist that is there lacks is added. Empty: not known. */
  readonly options: readonly string[];
}

export interface SetupStep {
  readonly what: string;
  readonly outcome: 'created' | 'present' | 'manual';
  /** For `manual`: what a person must do, and where. */
  readonly note?: string;
}
