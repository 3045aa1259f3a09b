import type { FieldValue, ObjectDescribe, Row, SaveError, SaveOptions } from '../org.ts';
import { error, type Kernel } from './kernel.ts';
import { findRows, getRow } from './look-up.ts';
import { parseDatetime } from './time.ts';

type Values = Readonly<Record<string, FieldValue>>;

/** A unique or external key is held by one record only; the message names the holder by its 15-character id. */
export function takenKeys(
  kernel: Kernel,
  object: ObjectDescribe,
  values: Values,
  selfId: string,
): readonly SaveError[] {
  const errors: SaveError[] = [];
  for (const field of object.fields) {
    const value = values[field.name] ?? null;
    if (!field.unique || value === null) continue;
    const holder = findRows(kernel, object.name, field.name, String(value)).find((row) => row.Id !== selfId);
    if (!holder) continue;
    errors.push(
      error(
        'DUPLICATE_VALUE',
        `duplicate value found: ${field.name} duplicates value on record with id: ${holder.Id.slice(0, 15)}`,
        [],
        [holder.Id],
      ),
    );
  }
  return errors;
}

/** The administrator's own refusals; all that hold are told. */
export function brokenRules(kernel: Kernel, type: string, values: Values): readonly SaveError[] {
  return kernel.rules.validation
    .filter((rule) => rule.type.toLowerCase() === type.toLowerCase())
    .filter((rule) => new RegExp(rule.pattern).test(String(values[rule.field] ?? '')))
    .map(({ message, field, location }) =>
      error('FIELD_CUSTOM_VALIDATION_EXCEPTION', message, location === 'field' ? [field] : []),
    );
}

/** The duplicate rule on the e-mail of leads and contacts, across both types. */
export function duplicates(
  kernel: Kernel,
  type: string,
  values: Values,
  selfId: string,
  options: SaveOptions,
): readonly SaveError[] {
  const rule = kernel.rules.duplicateRule;
  const email = values['Email'] ?? null;
  if (rule === 'off' || email === null || (type !== 'Lead' && type !== 'Contact')) return [];
  if (rule === 'alert' && options.allowDuplicates === true) return [];
  const matches = [type, type === 'Lead' ? 'Contact' : 'Lead']
    .flatMap((each) => findRows(kernel, each, 'Email', String(email)))
    .filter((row) => row.Id !== selfId && row.values['IsConverted'] !== true);
  if (matches.length === 0) return [];
  const message =
    rule === 'block'
      ? 'Use one of these records?'
      : "You're creating a duplicate record. We recommend you use an existing record instead.";
  return [
    error(
      'DUPLICATES_DETECTED',
      message,
      [],
      matches.map((row) => row.Id),
    ),
  ];
}

/** What single types refuse beyond their describe. */
export function typeRules(
  kernel: Kernel,
  type: string,
  values: Values,
  before: Row | null,
): readonly SaveError[] {
  if (type === 'Lead' && before?.values['IsConverted'] === true) {
    return [error('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead')];
  }
  if (type === 'CampaignMember' && !before) return newMember(kernel, values);
  if ((type === 'Task' || type === 'Event') && namesConverted(kernel, values, before)) {
    return [error('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', ['WhoId'])];
  }
  if (type === 'Event') return durationOf(values);
  if (
    type === 'Task' &&
    String(values['WhoId'] ?? '').startsWith('00Q') &&
    (values['WhatId'] ?? null) !== null
  ) {
    return [
      error('FIELD_INTEGRITY_EXCEPTION', 'Related To ID: A task of a lead can be related to nothing else', [
        'WhatId',
      ]),
    ];
  }
  return [];
}

/** An event ends after its beginning; the org lets it take several days, up to 14. */
function durationOf({ StartDateTime: start, EndDateTime: end }: Values): readonly SaveError[] {
  const [from, until] = [start, end].map((time) => (typeof time === 'string' ? parseDatetime(time) : null));
  if (from === null || from === undefined || until === null || until === undefined) return [];
  const minutes = (until - from) / 60_000;
  return minutes >= 0 && minutes <= MOST_MINUTES
    ? []
    : [
        error(
          'FIELD_INTEGRITY_EXCEPTION',
          `Duration must be between 0 and ${MOST_MINUTES} minutes: Duration`,
          ['DurationInMinutes'],
        ),
      ];
}

const MOST_MINUTES = 20_160;

/** Whether an activity is given to a lead that lives on as a contact. */
function namesConverted(kernel: Kernel, { WhoId }: Values, before: Row | null): boolean {
  if (typeof WhoId !== 'string' || !WhoId.startsWith('00Q') || WhoId === before?.values['WhoId'])
    return false;
  return getRow(kernel, 'Lead', WhoId)?.values['IsConverted'] === true;
}

function newMember(kernel: Kernel, values: Values): readonly SaveError[] {
  const person = values['ContactId'] ?? values['LeadId'] ?? null;
  if (person === null) {
    return [
      error('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LeadId, ContactId]', [
        'LeadId',
        'ContactId',
      ]),
    ];
  }
  const field = (values['ContactId'] ?? null) === null ? 'LeadId' : 'ContactId';
  const already = findRows(kernel, 'CampaignMember', field, String(person)).some(
    (row) => row.values['CampaignId'] === values['CampaignId'],
  );
  return already ? [error('DUPLICATE_VALUE', 'Already a campaign member.')] : [];
}
