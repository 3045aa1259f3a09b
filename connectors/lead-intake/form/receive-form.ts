import type { ConnectorContext, InboundRequest, Received } from '../../../src/connector/contract.ts';
import { observed } from '../../../src/domain/event.ts';
import { intakeFailure, type FailureCode } from '../failures.ts';
import { readPerson, type Given } from '../person.ts';
import { isSourceName, loadSource, type FormConfig } from '../source-config.ts';
import { formFilled } from '../touchpoint.ts';
import { authenticate } from './authenticate.ts';
import { readBody } from './body.ts';
import type { FormRates } from './rate.ts';

const MAX_BODY = 65_536;

export interface FormContext extends Pick<ConnectorContext, 'clock' | 'configDir' | 'log'> {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly rates: FormRates;
}

/**
 * One posted form, at `/<source>`. Cheap checks come first, and nothing of the body is looked at before its sender is
 * known. A filled honeypot is answered like any form and dropped, so that a robot learns nothing.
 */
export async function receiveForm(request: InboundRequest, context: FormContext): Promise<Received> {
  const source = request.path.replace(/^\//, '');
  const config = isSourceName(source) ? await loadSource(context.configDir, source) : null;
  if (config?.form === undefined)
    return refuse(404, 'form-unknown', `no form is configured as "${source.slice(0, 80)}"`);
  const { form } = config;
  if (request.method !== 'POST') return refuse(405, 'form-method', `${request.method} is not taken`);
  if (!(await context.rates.allows(source, form.ratePerMinute, request.remoteAddress))) {
    return refuse(429, 'form-too-many', `more than ${form.ratePerMinute} a minute`);
  }
  if (request.body.length > MAX_BODY) return refuse(413, 'form-too-large', `${request.body.length} bytes`);

  const sender = authenticate(form, request, context.environment, context.clock.now());
  if (sender.kind === 'unset') {
    context.log.error('a form is refused because its environment variable is not set', {
      source,
      set: sender.variable,
    });
    return refuse(401, 'form-secret-unset', `the environment variable ${sender.variable} is not set`);
  }
  if (sender.kind === 'refused') return refuse(401, 'form-unauthorised', sender.message);

  const body = readBody(request.headers['content-type'], request.body);
  if (body.kind === 'refused') return refuse(body.code === 'form-type' ? 415 : 400, body.code, body.message);
  if (form.honeypot !== undefined && (body.fields.get(form.honeypot) ?? '') !== '') {
    context.log.info('a form with a filled honeypot was dropped', { source });
    return { kind: 'accepted', events: [], reply: THANKS };
  }
  const wrong = wrongFields(form, body.fields);
  if (wrong !== null) return wrong;

  const defaults = { leadSource: config.leadSource ?? null, campaign: config.campaign ?? null };
  const given: Given = Object.entries(form.fields).map(([name, target]) => [
    target,
    body.fields.get(name) ?? '',
  ]);
  const person = readPerson(source, given, defaults, form.dates ?? null, context.clock.now());
  if (person.kind === 'problem') return refuse(422, person.code, person.message);
  const snapshot = { kind: 'present', record: person.record } as const;
  return {
    kind: 'accepted',
    events: [observed(snapshot, 'intake', 'live')],
    touchpoints: [formFilled(person.record, context.clock.now())],
    reply: THANKS,
  };
}

const THANKS = { status: 202, body: { accepted: true } } as const;

function wrongFields(form: FormConfig, fields: ReadonlyMap<string, string>): Received | null {
  const unknown = [...fields.keys()].find(
    (name) => !Object.hasOwn(form.fields, name) && name !== form.honeypot,
  );
  if (unknown !== undefined)
    return refuse(422, 'field-unknown', `"${unknown.slice(0, 80)}" is not a field of this form`);
  const missing = form.required.find((name) => (fields.get(name) ?? '').trim() === '');
  return missing === undefined ? null : refuse(422, 'field-missing', `"${missing}" is required`);
}

function refuse(status: number, code: FailureCode, what: string): Received {
  const { meaning, fix } = intakeFailure(code, what);
  return { kind: 'refused', status, code, message: `${what}. ${meaning} ${fix}` };
}
