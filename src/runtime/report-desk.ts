import { RefusedError } from '../api/config-operations.ts';
import type { ReportDesk, ReportRequest } from '../api/report.ts';
import { attribute } from '../attribution/attribute.ts';
import type { Model } from '../attribution/model.ts';
import { MODELS } from '../attribution/models/index.ts';
import type { Clock } from '../domain/clock.ts';
import { PERSON } from '../domain/entity.ts';
import type { Report } from '../domain/report.ts';
import { readCampaigns } from '../ledger/campaigns.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { readFollowUps } from '../ledger/reports/read-follow-ups.ts';
import { readJourneys } from '../ledger/reports/read-journeys.ts';
import { makeAnomalies } from '../report/anomalies.ts';
import { campaignRows, type CampaignRows } from '../report/campaign-costs.ts';
import { makeCreditSums, type CreditSums } from '../report/credits.ts';
import { seePerson } from '../report/person.ts';
import { makeCampaigns } from '../report/reports/campaigns.ts';
import { makeConversion } from '../report/reports/conversion.ts';
import { FOLLOW_UP_BY, followUpReport } from '../report/reports/follow-up.ts';
import { makeFunnel } from '../report/reports/funnel.ts';
import { modelsReport } from '../report/reports/models.ts';
import { makeVelocity } from '../report/reports/velocity.ts';
import { CREDITED, makeSourceOf, type Credited, touchColumns, type SourceOf } from '../report/sources.ts';
import { modelOf, oneOf } from './choices.ts';
import type { Mappings } from './mappings.ts';
import { readPaths } from './read-paths.ts';
import { reportFiles, type ReportFiles } from './report-files.ts';

/** Which field of people a report goes by: `field:leadSource`. */
const FIELD = /^field:(.+)$/u;

/** Reports from the ledger alone, by the files that `mappings` gives; null: they have problems. */
export const makeReportDesk = (
  db: LedgerDb,
  clock: Clock,
  mappings: () => Promise<Mappings | null>,
): ReportDesk => ({
  async report(request) {
    return makeReportOf({ db, clock, ...reportFiles(await mappings()) }, request);
  },
});

interface ReportContext extends ReportFiles {
  readonly db: LedgerDb;
  readonly clock: Clock;
}

function makeReportOf(context: ReportContext, request: ReportRequest): Promise<Report> {
  if (request.rollUp && request.name !== 'campaigns')
    throw new RefusedError(
      'UNKNOWN_CHOICE',
      409,
      `the report "${request.name}" cannot be rolled up: leave out "roll-up".`,
    );
  switch (request.name) {
    case 'campaigns':
      return campaigns(context, request);
    case 'models':
      return models(context, request);
    case 'sources':
      return sources(context, request);
    case 'funnel':
      return funnel(context, request);
    case 'velocity':
      return velocity(context, request);
    case 'follow-up':
      return followUp(context, request);
  }
}

async function campaigns(context: ReportContext, request: ReportRequest): Promise<Report> {
  const { settings, db } = context;
  const by = oneOf('by', request.by ?? CREDITED[0], CREDITED);
  if (request.rollUp && by !== 'campaign')
    throw new RefusedError('UNKNOWN_CHOICE', 409, 'channels have no hierarchy: leave out "roll-up" or "by".');
  const model = modelOf(request.model ?? settings.model);
  const { find, costs } = await rowsOf(context, request, by);
  const sourceOf = makeSourceOf(settings, by, find);
  const making = makeCampaigns(request, stagesOf(context));
  for await (const journey of readJourneys(db, { columns: touchColumns(settings), field: null })) {
    const person = seePerson(journey, sourceOf);
    if (person !== null) making.see(person);
  }
  const { byModel, notes } = await credit(context, request, [model], sourceOf);
  const asked = [
    ...askedOf(request),
    `by ${by}`,
    ...(request.rollUp ? ['rolled up'] : []),
    `model ${model.name}`,
  ];
  const sums = byModel.get(model.name) ?? makeCreditSums(request);
  return making.report(
    `What each ${by} led to`,
    asked,
    sums,
    { byKey: costs, qualified: settings.qualified },
    notes,
  );
}

async function models(context: ReportContext, request: ReportRequest): Promise<Report> {
  const by = oneOf('by', request.by ?? CREDITED[0], CREDITED);
  const { find } = await rowsOf(context, request, by);
  const sourceOf = makeSourceOf(context.settings, by, find);
  const { byModel, notes } = await credit(context, request, [...MODELS.values()], sourceOf);
  return modelsReport([...askedOf(request), `by ${by}`], byModel, notes);
}

async function sources(context: ReportContext, request: ReportRequest): Promise<Report> {
  const { settings, db, files } = context;
  const field = FIELD.exec(request.by ?? '')?.[1] ?? null;
  if (field !== null) {
    const fields = files.byKind.get(PERSON)?.fields.map(({ name }) => name) ?? [];
    oneOf('by', field, fields);
  }
  const by =
    field === null ? oneOf('by', request.by ?? CREDITED[0], [...CREDITED, 'field:<name>']) : `field ${field}`;
  const credited = by === 'channel' ? by : 'campaign';
  const { find } = await rowsOf(context, request, credited);
  const sourceOf = makeSourceOf(settings, credited, find);
  const making = makeConversion(request, stagesOf(context), settings.won, field !== null);
  for await (const journey of readJourneys(db, { columns: touchColumns(settings), field })) {
    const person = seePerson(journey, sourceOf);
    if (person !== null) making.see(person);
  }
  return making.report([...askedOf(request), `by ${by}`]);
}

async function funnel(context: ReportContext, request: ReportRequest): Promise<Report> {
  noBy(request);
  const sourceOf = makeSourceOf(context.settings, 'channel', () => null);
  const making = makeFunnel(request, stagesOf(context));
  for await (const journey of readJourneys(context.db, {
    columns: touchColumns(context.settings),
    field: null,
  })) {
    const person = seePerson(journey, sourceOf);
    if (person !== null) making.see(person);
  }
  return making.report(askedOf(request));
}

async function velocity({ db }: ReportContext, request: ReportRequest): Promise<Report> {
  noBy(request);
  const making = makeVelocity(request);
  for await (const journey of readJourneys(db, { columns: ['kind'], field: null })) making.see(journey);
  for (const handOff of await readFollowUps(db, { from: null, until: null })) making.seeHandOff(handOff);
  return making.report(askedOf(request));
}

async function followUp({ db, clock, files }: ReportContext, request: ReportRequest): Promise<Report> {
  const by = oneOf('by', request.by ?? FOLLOW_UP_BY[0], FOLLOW_UP_BY);
  const functions = [...(files.roles?.value.functions ?? [])];
  return followUpReport([...askedOf(request), `by ${by}`], await readFollowUps(db, request), {
    by,
    teamsOf: (email) =>
      functions.flatMap(([name, { people }]) => (people.includes(email.toLowerCase()) ? [name] : [])),
    calendarOf: (email) => files.routing?.value.people.get(email.toLowerCase())?.calendar ?? null,
    now: clock.now(),
  });
}

/** Which campaigns have rows of their own; of channels none has. */
async function rowsOf(
  { db, settings }: ReportContext,
  request: ReportRequest,
  by: Credited,
): Promise<CampaignRows> {
  const campaigns = by === 'campaign' ? await readCampaigns(db) : [];
  return campaignRows(campaigns, { ...request, currency: settings.currency });
}

/** The credits of each of the models, and what is odd about the opportunities. */
async function credit(
  context: ReportContext,
  request: ReportRequest,
  used: readonly Model[],
  sourceOf: SourceOf,
) {
  const byModel = new Map<string, CreditSums>(used.map(({ name }) => [name, makeCreditSums(request)]));
  const paths = () => readPaths(context.db, context, sourceOf);
  const anomalies = makeAnomalies(request);
  const [first] = used;
  for await (const attribution of attribute(used, paths, context.settings.attribution)) {
    byModel.get(attribution.model)?.add(attribution);
    if (attribution.model === first?.name) anomalies.see(attribution.path);
  }
  return { byModel, notes: anomalies.notes() };
}

const stagesOf = ({ files }: ReportContext): readonly string[] => files.rules.qualification?.stages ?? [];

function noBy({ by, name }: ReportRequest): void {
  if (by !== null)
    throw new RefusedError('UNKNOWN_CHOICE', 409, `the report "${name}" has no "by": leave it out.`);
}

const askedOf = ({ from, until }: ReportRequest): readonly string[] => [
  ...(from === null ? [] : [`from ${from.toISOString()}`]),
  ...(until === null ? [] : [`until ${until.toISOString()}`]),
];
