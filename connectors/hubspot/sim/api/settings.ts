import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { ACCOUNT } from '../account.ts';
import { OWNERS } from '../state/owners.ts';
import { PIPELINES, showPipeline, showStage, type Pipeline } from '../state/pipelines.ts';
import { flag, ok, typeOf, type Call, type Route } from './call.ts';
import { badRequest, notFound } from '../refusal.ts';

/** Owners, pipelines and what the account says of itself: all read-only here. */
export const settingsRoutes: readonly Route[] = [
  { method: 'GET', pattern: 'owners', handle: listOwners },
  { method: 'GET', pattern: 'owners/:id', handle: readOwner },
  { method: 'GET', pattern: 'pipelines/:type', handle: listPipelines },
  { method: 'GET', pattern: 'pipelines/:type/:pipeline', handle: readPipeline },
  { method: 'GET', pattern: 'pipelines/:type/:pipeline/stages', handle: listStages },
  { method: 'GET', pattern: 'pipelines/:type/:pipeline/stages/:stage', handle: readStage },
  { method: 'GET', pattern: 'account-info/details', handle: details },
];

function listOwners(call: Call): SimReply {
  const { query } = call.request;
  const [email, limit, after] = [
    query.get('email'),
    Number(query.get('limit') ?? 100),
    query.get('after') ?? '0',
  ];
  if (!(limit >= 1 && limit <= 500)) throw badRequest('Page size must be less than or equal to 500');
  const owners = OWNERS.filter(
    (owner) =>
      owner.archived === flag(call, 'archived') && (email === null || owner.email === email.toLowerCase()),
  );
  const from = owners.filter((owner) => Number(owner.id) >= Number(after));
  const next = from[limit]?.id;
  return ok({
    results: from.slice(0, limit),
    ...(next === undefined ? {} : { paging: { next: { after: next } } }),
  });
}

function readOwner(call: Call): SimReply {
  const byUser = call.request.query.get('idProperty') === 'userId';
  const owner = OWNERS.find(
    (each) =>
      each.archived === flag(call, 'archived') &&
      (byUser ? String(each.userIdIncludingInactive) : each.id) === call.params.id,
  );
  if (owner === undefined) throw notFound();
  return ok(owner);
}

const pipelinesOf = (call: Call): readonly Pipeline[] => PIPELINES[typeOf(call).name] ?? [];

function findPipeline(call: Call): Pipeline {
  const pipeline = pipelinesOf(call).find(({ id }) => id === call.params.pipeline);
  if (pipeline === undefined) throw notFound();
  return pipeline;
}

function listPipelines(call: Call): SimReply {
  return ok({ results: pipelinesOf(call).map(showPipeline) });
}

function readPipeline(call: Call): SimReply {
  const pipeline = findPipeline(call);
  return ok(showPipeline(pipeline, pipelinesOf(call).indexOf(pipeline)));
}

function listStages(call: Call): SimReply {
  return ok({ results: findPipeline(call).stages.map(showStage) });
}

function readStage(call: Call): SimReply {
  const { stages } = findPipeline(call);
  const stage = stages.find(({ id }) => id === call.params.stage);
  if (stage === undefined) throw notFound();
  return ok(showStage(stage, stages.indexOf(stage)));
}

/** https://developers.hubspot.com/docs/api-reference/latest/account/account-information/guide */
function details(): SimReply {
  return ok({
    portalId: ACCOUNT.portalId,
    accountType: 'SANDBOX',
    timeZone: 'UTC',
    companyCurrency: 'USD',
    additionalCurrencies: [],
    utcOffset: '+00:00',
    utcOffsetMilliseconds: 0,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  });
}
