import type { BooksDesk, BooksRequest } from '../api/books.ts';
import { RefusedError } from '../api/config-operations.ts';
import { attribute } from '../attribution/attribute.ts';
import { entriesOf, restate, type Entry } from '../attribution/restate.ts';
import { campaignFinder } from '../domain/campaign.ts';
import type { Clock } from '../domain/clock.ts';
import { isWithin, type ReportNote } from '../domain/report.ts';
import { ClosedBeforeError, readBooks, restateBook, storeBooks, type Book } from '../ledger/books.ts';
import { readCampaigns } from '../ledger/campaigns.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { bookPeriod } from '../report/books/period.ts';
import { bookLinesReport, booksReport } from '../report/books/report.ts';
import type { BookEntry } from '../report/books/sums.ts';
import { REPORTS_FILE } from '../report/settings/parse.ts';
import { CREDITED, makeSourceOf, type Credited } from '../report/sources.ts';
import { fromBookLine, toBookLine } from './book-lines.ts';
import { modelOf, oneOf } from './choices.ts';
import { versionOf } from './config-folder.ts';
import type { Mappings } from './mappings.ts';
import { readPaths } from './read-paths.ts';
import { reportFiles, type ReportFiles } from './report-files.ts';

/** Closed periods over a ledger, by the files that `mappings` gives; null: they have problems. */
export function makeBooksDesk(
  db: LedgerDb,
  clock: Clock,
  mappings: () => Promise<Mappings | null>,
): BooksDesk {
  return {
    books: () => readBooks(db),

    async closeBooks({ period, by, models, who }) {
      const files = reportFiles(await mappings());
      const now = clock.now();
      const { until } = periodOf(period);
      if (until > now)
        throw refused('NOT_OVER', `${period} is not over: it can be closed from ${until.toISOString()} on.`);
      const credited = oneOf('by', by ?? CREDITED[0], CREDITED);
      const names = new Set(models.length === 0 ? [files.settings.model] : models);
      const used = [...names].map((name) => modelOf(name).name);
      const ended = await readEnded(db, files, { period, credited, models: used });
      const closing = used.map((model) => ({
        book: {
          period,
          credited,
          model,
          opportunities: ended.opportunities,
          settings: settingsOf(files),
          version: files.files.version,
        },
        lines: restate([], ended.byModel.get(model) ?? []).map(toBookLine),
      }));
      await storeBooks(db, closing, { who, at: now }).catch((error: unknown) => {
        throw error instanceof ClosedBeforeError && error.before !== undefined
          ? closedBefore(error.before)
          : error;
      });
      return (await readBooks(db)).filter(isOf(period, credited, used));
    },

    async showBooks(request) {
      const { period, by, model } = request;
      periodOf(period);
      const credited = oneOf('by', by ?? CREDITED[0], CREDITED);
      const all = await readBooks(db);
      const books = all
        .filter(isOf(period, credited, model === null ? null : [modelOf(model).name]))
        .toSorted((a, b) => a.id - b.id);
      if (books.length === 0) throw notClosed(request, all);
      const files = reportFiles(await mappings());
      const ended = await readEnded(db, files, { period, credited, models: books.map((book) => book.model) });
      const lines: BookEntry[] = [];
      for (const book of books) {
        const now = ended.byModel.get(book.model) ?? [];
        const stated = await restateBook(db, book.id, clock.now(), (before) =>
          restate(before.map(fromBookLine), now).map(toBookLine),
        );
        for (const { booked, statedAt, ...line } of stated)
          lines.push({ ...fromBookLine(line), model: book.model, booked, statedAt });
      }
      const asked = [`by ${credited}`, ...closings(books)];
      return request.lines
        ? bookLinesReport(period, asked, lines)
        : booksReport(period, asked, lines, changedRules(books, settingsOf(files)));
    },
  };
}

/** What is credited now by each of the models, of the opportunities that ended in the period; and how many these are. */
async function readEnded(
  db: LedgerDb,
  files: ReportFiles,
  { period, credited, models }: { period: string; credited: Credited; models: readonly string[] },
) {
  const within = periodOf(period);
  const { settings } = files;
  const campaigns = credited === 'campaign' ? await readCampaigns(db) : [];
  const sourceOf = makeSourceOf(settings, credited, campaignFinder(campaigns));
  const byModel = new Map<string, Entry[]>(models.map((name) => [name, []]));
  const opportunities = new Set<string>();
  const paths = () => readPaths(db, files, sourceOf);
  for await (const attribution of attribute(models.map(modelOf), paths, settings.attribution)) {
    const { ending, opportunity } = attribution.path;
    if (ending.kind === 'open' || !isWithin(within, ending.at)) continue;
    opportunities.add(opportunity);
    byModel.get(attribution.model)?.push(...entriesOf(attribution));
  }
  return { byModel, opportunities: opportunities.size };
}

function periodOf(text: string) {
  const period = bookPeriod(text);
  if (period === null)
    throw refused('NO_PERIOD', `"${text}" is no period. Write a month as 2026-10, or a quarter as 2026-Q3.`);
  return period;
}

/** `models` null: any. */
const isOf =
  (period: string, credited: Credited, models: readonly string[] | null) =>
  (book: Book): boolean =>
    book.period === period && book.credited === credited && (models === null || models.includes(book.model));

/** Changes with the file that says what counts alone. */
const settingsOf = ({ files }: ReportFiles): string =>
  versionOf(new Map([[REPORTS_FILE, files.sources.get(REPORTS_FILE) ?? '']]));

const closings = (books: readonly Book[]): readonly string[] => [
  ...new Set(books.map(({ closedAt, closedBy }) => `closed ${closedAt.toISOString()} by ${closedBy}`)),
];

function changedRules(books: readonly Book[], settings: string): readonly ReportNote[] {
  if (books.every((book) => book.settings === settings)) return [];
  const text = `${REPORTS_FILE} has changed since it was closed: what is restated goes by the file as it is now`;
  return [{ code: 'rules-changed', text, ids: [] }];
}

function notClosed({ period, by, model }: BooksRequest, all: readonly Book[]): RefusedError {
  const asked = [
    ...(by === null ? [] : [` by ${by}`]),
    ...(model === null ? [] : [` by the model ${model}`]),
  ];
  const others = all
    .filter((book) => book.period === period)
    .map((book) => `by ${book.credited}, model ${book.model}`);
  const closed = others.length === 0 ? '' : ` It is closed ${others.join('; ')}.`;
  return new RefusedError(
    'NOT_CLOSED',
    404,
    `${period} is not closed${asked.join(' and')}.${closed} 'leadloop books' tells which are.`,
  );
}

const closedBefore = ({ period, credited, model, closedAt, closedBy }: Book): RefusedError =>
  refused(
    'CLOSED_BEFORE',
    `${period} is closed already by ${credited} and the model ${model}: on ${closedAt.toISOString()} by ${closedBy}. ` +
      `'leadloop books show ${period}' tells what has changed since.`,
  );

const refused = (code: string, message: string): RefusedError => new RefusedError(code, 409, message);
