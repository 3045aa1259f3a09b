import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A public set of past leads, read by a recipe of the documentation. */
export interface Dataset {
  readonly name: string;
  /** The first is learned from; the recipe names the others. */
  readonly files: readonly [string, ...string[]];
  readonly recipe: string;
  /** What was set as a goal before anything was measured; null: there is none. */
  readonly aim: { readonly auc: number; readonly topTenth: number } | null;
}

const recipe = (name: string): string => join(import.meta.dirname, '..', '..', 'docs', 'recipes', name);

export const DATASETS: readonly Dataset[] = [
  {
    name: 'X Education',
    files: ['xeducation/leads.csv'],
    recipe: recipe('x-education.yaml'),
    aim: { auc: 0.87, topTenth: 0.95 },
  },
  {
    name: 'Olist',
    files: ['olist/marketing_qualified_leads.csv', 'olist/closed_deals.csv'],
    recipe: recipe('olist.yaml'),
    aim: null,
  },
];

export const missingFiles = ({ files }: Dataset, folder: string): readonly string[] =>
  files.filter((file) => !existsSync(join(folder, file)));
