import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Fields } from '../../src/domain/value.ts';
import type { IdentityKind } from '../../src/identity/rules.ts';
import { normalisePhone } from '../../src/identity/phone.ts';

/** A record whose true entity is known. */
export interface Labelled {
  readonly id: string;
  readonly entity: string;
  readonly fields: Fields;
}

/** A public benchmark, with what its columns are called here. */
export interface Dataset {
  readonly name: string;
  readonly kind: IdentityKind;
  readonly files: readonly string[];
  read(folder: string): readonly Labelled[];
}

type Row = Readonly<Record<string, string>>;

const rowsOf = (folder: string, file: string, quote = '"'): readonly Row[] =>
  parse<Row>(readFileSync(join(folder, file), 'utf8'), {
    columns: true,
    trim: true,
    quote,
    escape: '\\',
    relax_quotes: true,
  });

/** Blanks are null; everything else is as the mapping would give it. */
const canonical = (values: Readonly<Record<string, string | null | undefined>>): Fields =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === undefined || value === '' ? null : value]),
  );

/** Made-up people with heavy slips: letters swapped, doubled and lost in every field, first and last name exchanged. */
const fake1000: Dataset = {
  name: 'fake_1000',
  kind: 'person',
  files: ['fake_1000.csv'],
  read: (folder) =>
    rowsOf(folder, 'fake_1000.csv').map((row) => ({
      id: row['unique_id'] ?? '',
      entity: row['cluster'] ?? '',
      fields: canonical({
        firstName: row['first_name'],
        lastName: row['surname'],
        birthDate: row['dob'],
        city: row['city'],
        email: row['email'],
      }),
    })),
};

/** Made-up Australians, each once and once more with slips. The social security number is left out: no CRM has it. */
const febrl1: Dataset = {
  name: 'febrl1',
  kind: 'person',
  files: ['febrl1.csv'],
  read: (folder) =>
    rowsOf(folder, 'febrl1.csv').map((row) => ({
      id: row['rec_id'] ?? '',
      entity: (row['rec_id'] ?? '').replace(/-(?:org|dup-\d+)$/u, ''),
      fields: canonical({
        firstName: row['given_name'],
        lastName: row['surname'],
        birthDate: row['date_of_birth']?.replace(/^(\d{4})(\d{2})(\d{2})$/u, '$1-$2-$3'),
        street: `${row['street_number'] ?? ''} ${row['address_1'] ?? ''}`.trim(),
        postalCode: row['postcode'],
        city: row['suburb'],
      }),
    })),
};

/** Restaurants from two guides, as companies without a domain. */
const restaurants: Dataset = {
  name: 'fodors-zagats',
  kind: 'company',
  files: ['fodors.csv', 'zagats.csv', 'matches_fodors_zagats.csv'],
  read: (folder) => {
    const matches = new Map(
      rowsOf(folder, 'matches_fodors_zagats.csv').map((row) => [row['zagats_id'], row['fodors_id']]),
    );
    const read = (file: string, entityOf: (id: string) => string): readonly Labelled[] =>
      rowsOf(folder, file, "'").map((row) => ({
        id: `${file}:${row['id'] ?? ''}`,
        entity: entityOf(row['id'] ?? ''),
        fields: canonical({
          name: row['name'],
          street: row['addr'],
          city: row['city'],
          phone: normalisePhone((row['phone'] ?? '').replace(/[/\s]+/gu, '-'), 'US'),
        }),
      }));
    return [
      ...read('fodors.csv', (id) => `f${id}`),
      ...read('zagats.csv', (id) => (matches.has(id) ? `f${matches.get(id) ?? ''}` : `z${id}`)),
    ];
  },
};

export const DATASETS: readonly Dataset[] = [fake1000, febrl1, restaurants];

export const missingFiles = (dataset: Dataset, folder: string): readonly string[] =>
  dataset.files.filter((file) => !existsSync(join(folder, file)));
