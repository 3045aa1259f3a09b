import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** A lead of Olist, as its file has it. */
export interface Lead {
  readonly id: string;
  /** The day of the first contact: `2018-02-01`. */
  readonly day: string;
  /** Blank: nobody told. */
  readonly origin: string;
}

/** A deal that was won of a lead. */
export interface Deal {
  readonly lead: string;
  readonly day: string;
  /** The revenue a month that the seller has declared, as decimal text. */
  readonly revenue: string;
}

export const LEADS_FILE = 'olist/marketing_qualified_leads.csv';
export const DEALS_FILE = 'olist/closed_deals.csv';

type Row = Readonly<Record<string, string>>;

const rowsOf = (folder: string, file: string): readonly Row[] =>
  parse<Row>(readFileSync(join(folder, file), 'utf8'), { columns: true });

export const readLeads = (folder: string): readonly Lead[] =>
  rowsOf(folder, LEADS_FILE).map((row) => ({
    id: row['mql_id'] ?? '',
    day: row['first_contact_date'] ?? '',
    origin: row['origin'] ?? '',
  }));

export const readDeals = (folder: string): readonly Deal[] =>
  rowsOf(folder, DEALS_FILE).map((row) => ({
    lead: row['mql_id'] ?? '',
    day: (row['won_date'] ?? '').slice(0, 10),
    revenue: row['declared_monthly_revenue'] ?? '',
  }));
