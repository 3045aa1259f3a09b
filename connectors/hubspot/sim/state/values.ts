import { DAY_MS } from '../../../../src/domain/clock.ts';
import type { InvalidProperty } from '../refusal.ts';
import type { PropertyDefinition } from './catalogue.ts';
import { ACTIVE_OWNERS, OWNERS } from './owners.ts';
import { iso } from './row.ts';

/** A value taken: the string kept, null to clear. Or why it cannot be taken. */
export type Taken = { readonly value: string | null } | { readonly invalid: InvalidProperty };

const LONGEST = 65_536;

/**
 * Checks a value sent for a property and brings it into the form HubSpot keeps.
 * Formats: https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide
 */
export function takeValue(definition: PropertyDefinition, sent: string, current: string | undefined): Taken {
  if (sent === '') return { value: null };
  const { name } = definition;
  const refuse = (code: string, message: string): Taken => ({ invalid: { name, code, message } });
  switch (definition.type) {
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(sent)
        ? { value: sent }
        : refuse('INVALID_INTEGER', `${sent} was not a valid number.`);
    case 'date': {
      const ms = toMs(sent);
      return ms === null || ms % DAY_MS !== 0
        ? refuse('INVALID_DATE', `${sent} was not a valid date.`)
        : { value: new Date(ms).toISOString().slice(0, 10) };
    }
    case 'datetime': {
      const ms = toMs(sent);
      return ms === null ? refuse('INVALID_LONG', `${sent} was not a valid long.`) : { value: iso(ms) };
    }
    case 'bool':
    case 'enumeration':
      return takeOption(definition, sent, current, refuse);
    default:
      if (sent.length > LONGEST)
        return refuse('INVALID_LENGTH', `${name} is longer than ${LONGEST} characters.`);
      if (name === 'email') return takeEmail(sent, refuse);
      return { value: sent };
  }
}

type Refuse = (code: string, message: string) => Taken;

function takeEmail(sent: string, refuse: Refuse): Taken {
  const email = sent.trim().toLowerCase();
  if (!/^[^\s@,;<>()]+@[^\s@.,;]+(\.[^\s@.,;]+)+$/.test(email)) {
    return refuse('INVALID_EMAIL', `Email address ${sent} is invalid`);
  }
  return { value: email };
}

function takeOption(
  definition: PropertyDefinition,
  sent: string,
  current: string | undefined,
  refuse: Refuse,
): Taken {
  if (definition.fieldType !== 'checkbox') {
    return isAllowed(definition, sent)
      ? { value: sent }
      : refuse('INVALID_OPTION', notAllowed(definition, sent));
  }
  // A leading semicolon adds to what is ticked already.
  const ticked = [...(sent.startsWith(';') ? (current?.split(';') ?? []) : []), ...sent.split(';')];
  const values = [...new Set(ticked.filter((value) => value !== ''))];
  const wrong = values.find((value) => !isAllowed(definition, value));
  return wrong === undefined
    ? { value: values.join(';') }
    : refuse('INVALID_OPTION', notAllowed(definition, wrong));
}

/** Options kept elsewhere are checked where the simulator knows them: owners here, stages in `plan.ts`. */
function isAllowed({ name, externalOptions, options }: PropertyDefinition, value: string): boolean {
  if (name === 'hubspot_owner_id') return ACTIVE_OWNERS.some((owner) => owner.id === value);
  return externalOptions || options.length === 0 || options.some((option) => option.value === value);
}

const notAllowed = (definition: PropertyDefinition, value: string): string =>
  `${value} was not one of the allowed options: [${listOptions(definition)}]`;

function listOptions(definition: PropertyDefinition): string {
  const options =
    definition.name === 'hubspot_owner_id'
      ? OWNERS.map((owner) => ({ label: `${owner.firstName} ${owner.lastName}`, value: owner.id }))
      : definition.options;
  return options
    .map(
      ({ label, value }, order) =>
        `label: "${label}"\nvalue: "${value}"\ndisplay_order: ${order}\ndouble_data: 0.0\nhidden: false\ndescription: ""\nread_only: false\n`,
    )
    .join(', ');
}

/** Milliseconds or ISO 8601 to milliseconds; null when it is neither. */
export function toMs(text: string): number | null {
  if (/^-?\d+$/.test(text)) return Number(text);
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return null;
  const ms = Date.parse(/T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) || !text.includes('T') ? text : `${text}Z`);
  return Number.isNaN(ms) ? null : ms;
}
