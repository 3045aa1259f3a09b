import type { FieldValue, ObjectDescribe, Row } from '../org.ts';
import type { Kernel } from './kernel.ts';
import { anyRow, findRows } from './look-up.ts';
import { datetime, parseDatetime } from './time.ts';

type Values = Readonly<Record<string, FieldValue>>;

/** Fields Salesforce works out itself on saving. */
export function derive(kernel: Kernel, type: string, values: Values, before: Row | null): Values {
  switch (type) {
    case 'Lead':
    case 'Contact':
    case 'User':
      return { Name: [values['FirstName'], values['LastName']].filter(Boolean).join(' ') };
    case 'Opportunity':
      return deriveOpportunity(kernel, values, before);
    case 'CampaignMember':
      return deriveMember(kernel, values, before);
    case 'Task':
      return deriveTask(kernel, values, before);
    case 'Event':
      return deriveEvent(values);
    default:
      return {};
  }
}

/** A custom record that nobody gave a name goes by its id. */
export const unnamed = (object: ObjectDescribe, values: Values, id: string): Values =>
  object['custom'] === true && (values['Name'] ?? null) === null ? { Name: id.slice(0, 15) } : {};

function deriveOpportunity(kernel: Kernel, values: Values, before: Row | null): Values {
  const stage = findRows(kernel, 'OpportunityStage', 'ApiName', String(values['StageName']))[0]?.values;
  const moved = before?.values['StageName'] !== values['StageName'];
  const sent = values['Probability'] !== before?.values['Probability'];
  const probability =
    moved && !sent
      ? (stage?.['DefaultProbability'] ?? 0)
      : (values['Probability'] ?? stage?.['DefaultProbability'] ?? 0);
  const amount = values['Amount'] ?? null;
  const close = String(values['CloseDate'] ?? '');
  const quarter = Math.ceil(Number(close.slice(5, 7)) / 3);
  return {
    IsClosed: stage?.['IsClosed'] ?? false,
    IsWon: stage?.['IsWon'] ?? false,
    Probability: probability,
    ForecastCategory: stage?.['ForecastCategory'] ?? 'Pipeline',
    ForecastCategoryName: stage?.['ForecastCategoryName'] ?? 'Pipeline',
    ExpectedRevenue: amount === null ? null : (Number(amount) * Number(probability)) / 100,
    FiscalYear: Number(close.slice(0, 4)),
    FiscalQuarter: quarter,
    Fiscal: `${close.slice(0, 4)} ${quarter}`,
    ...(moved && before ? { LastStageChangeDate: datetime(kernel.now()) } : {}),
  };
}

function deriveMember(kernel: Kernel, values: Values, before: Row | null): Values {
  const statuses = findRows(kernel, 'CampaignMemberStatus', 'CampaignId', String(values['CampaignId']));
  // An unknown status is no error: the campaign's default is stored instead.
  const status =
    statuses.find((row) => row.values['Label'] === values['Status']) ??
    statuses.find((row) => row.values['IsDefault'] === true);
  const isContact = (values['ContactId'] ?? null) !== null;
  const person = anyRow(kernel, String(values[isContact ? 'ContactId' : 'LeadId'] ?? ''));
  const responded = status?.values['HasResponded'] ?? false;
  const account =
    person?.type === 'Contact' ? anyRow(kernel, String(person.values['AccountId'] ?? '')) : null;
  return {
    // With both given only the contact is kept, unless the lead was converted into it.
    ...(isContact && !before ? { LeadId: null } : {}),
    Status: status?.values['Label'] ?? 'Sent',
    HasResponded: responded,
    FirstRespondedDate:
      before?.values['FirstRespondedDate'] ??
      (responded === true ? datetime(kernel.now()).slice(0, 10) : null),
    LeadOrContactId: person?.Id ?? null,
    LeadOrContactOwnerId: person?.values['OwnerId'] ?? null,
    Type: isContact ? 'Contact' : 'Lead',
    Name: person?.values['Name'] ?? null,
    FirstName: person?.values['FirstName'] ?? null,
    LastName: person?.values['LastName'] ?? null,
    Email: person?.values['Email'] ?? null,
    CompanyOrAccount: person?.values['Company'] ?? account?.values['Name'] ?? null,
  };
}

function deriveTask(kernel: Kernel, values: Values, before: Row | null): Values {
  const closed = values['Status'] === 'Completed';
  const what = anyRow(kernel, String(values['WhatId'] ?? ''));
  const who = anyRow(kernel, String(values['WhoId'] ?? ''));
  return {
    IsClosed: closed,
    IsHighPriority: values['Priority'] === 'High',
    AccountId:
      what?.type === 'Account' ? what.Id : (what?.values['AccountId'] ?? who?.values['AccountId'] ?? null),
    CompletedDateTime: closed ? (before?.values['CompletedDateTime'] ?? datetime(kernel.now())) : null,
  };
}

function deriveEvent(values: Values): Values {
  const start = values['StartDateTime'] ?? values['ActivityDateTime'] ?? null;
  const from = start === null ? null : parseDatetime(String(start));
  if (from === null) return {};
  const minutes = values['DurationInMinutes'] ?? null;
  const end = values['EndDateTime'] === undefined ? null : parseDatetime(String(values['EndDateTime']));
  const until = end ?? from + Number(minutes ?? 60) * 60_000;
  return {
    StartDateTime: start,
    ActivityDateTime: start,
    ActivityDate: String(start).slice(0, 10),
    EndDateTime: datetime(until),
    DurationInMinutes: Math.round((until - from) / 60_000),
  };
}
