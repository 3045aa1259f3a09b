import type { FieldValue } from '../org.ts';
import { datetime } from './time.ts';
import type { Kernel } from './kernel.ts';

/** Who works in the simulated org; the last is the user the API acts as. */
export const USERS = [
  { FirstName: 'Alex', LastName: 'Rep', Email: 'alex.rep@example.com', Title: 'Account Executive' },
  { FirstName: 'Sam', LastName: 'Rep', Email: 'sam.rep@example.com', Title: 'Account Executive' },
  { FirstName: 'Kim', LastName: 'Lead', Email: 'kim.lead@example.com', Title: 'Head of Sales' },
  { FirstName: 'Integration', LastName: 'User', Email: 'integration@example.com', Title: null },
] as const;

const STATUSES = [
  ['Open - Not Contacted', true, false],
  ['Working - Contacted', false, false],
  ['Closed - Converted', false, true],
  ['Closed - Not Converted', false, false],
] as const;

const STAGES = [
  ['Prospecting', 10, 'Pipeline', 'Pipeline'],
  ['Qualification', 10, 'Pipeline', 'Pipeline'],
  ['Needs Analysis', 20, 'Pipeline', 'Pipeline'],
  ['Value Proposition', 50, 'Pipeline', 'Pipeline'],
  ['Id. Decision Makers', 60, 'Pipeline', 'Pipeline'],
  ['Perception Analysis', 70, 'Pipeline', 'Pipeline'],
  ['Proposal/Price Quote', 75, 'Pipeline', 'Pipeline'],
  ['Negotiation/Review', 90, 'Pipeline', 'Pipeline'],
  ['Closed Won', 100, 'Closed', 'Closed'],
  ['Closed Lost', 0, 'Omitted', 'Omitted'],
] as const;

/** What every org has from the start: its own row, users, a queue, statuses and stages. */
export function loadSetupData(kernel: Kernel, orgId: string, userIds: readonly string[]): void {
  const now = datetime(kernel.now());
  const admin = kernel.userId;
  const audit = {
    CreatedDate: now,
    CreatedById: admin,
    LastModifiedDate: now,
    LastModifiedById: admin,
    SystemModstamp: now,
  };
  function load(type: string, values: Readonly<Record<string, FieldValue>>, id?: string): string {
    const object = kernel.catalog.full(type);
    const Id = id ?? kernel.store.nextId(object?.keyPrefix ?? '');
    const known = Object.entries(audit).filter(([name]) =>
      object?.fields.some((field) => field.name === name),
    );
    kernel.store.load({
      Id,
      type,
      values: { ...Object.fromEntries(known), ...values, Id },
      IsDeleted: false,
      MasterRecordId: null,
    });
    return Id;
  }

  load(
    'Organization',
    {
      Name: 'Leadloop Sandbox',
      Country: 'US',
      TimeZoneSidKey: 'UTC',
      DefaultLocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      OrganizationType: 'Developer Edition',
      InstanceName: 'SIM1',
      IsSandbox: false,
      FiscalYearStartMonth: 1,
    },
    orgId,
  );
  USERS.forEach((user, index) => {
    load(
      'User',
      {
        ...user,
        Name: `${user.FirstName} ${user.LastName}`,
        Username: user.Email,
        Alias: user.FirstName.toLowerCase().slice(0, 8),
        IsActive: true,
        UserType: 'Standard',
        TimeZoneSidKey: 'America/Los_Angeles',
        LocaleSidKey: 'en_US',
        EmailEncodingKey: 'UTF-8',
        LanguageLocaleKey: 'en_US',
        CompanyName: 'Leadloop Sandbox',
      },
      userIds[index],
    );
  });
  const queue = load('Group', {
    Name: 'New Leads',
    DeveloperName: 'New_Leads',
    Type: 'Queue',
    DoesSendEmailToMembers: false,
  });
  load('QueueSobject', { QueueId: queue, SobjectType: 'Lead', CreatedById: admin });
  load('GroupMember', { GroupId: queue, UserOrGroupId: userIds[0] ?? admin });
  STATUSES.forEach(([label, isDefault, isConverted], index) => {
    load('LeadStatus', {
      MasterLabel: label,
      ApiName: label,
      SortOrder: index + 1,
      IsDefault: isDefault,
      IsConverted: isConverted,
    });
  });
  STAGES.forEach(([label, probability, forecast, forecastName], index) => {
    load('OpportunityStage', {
      MasterLabel: label,
      ApiName: label,
      IsActive: true,
      SortOrder: index + 1,
      IsClosed: label.startsWith('Closed'),
      IsWon: label === 'Closed Won',
      ForecastCategory: forecast,
      ForecastCategoryName: forecastName,
      DefaultProbability: probability,
    });
  });
}
