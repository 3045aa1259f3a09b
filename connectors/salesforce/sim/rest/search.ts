import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { FieldDescribe, Row } from '../org.ts';
import { objectBody, type Call } from './call.ts';
import { failure, ok } from './reply.ts';

interface Target {
  readonly type: string;
  readonly fields: readonly string[];
  /** Without the word WHERE. */
  readonly where: string;
  readonly limit: number | null;
}

const MOST = 2000;

/** `GET /search?q=FIND {…} IN EMAIL FIELDS RETURNING Lead(Id, Name WHERE … LIMIT n), Contact(Id)` */
export function search(call: Call): SimReply {
  const sosl = (call.query.get('q') ?? '').trim();
  const match =
    /^FIND\s*\{((?:\\.|[^}\\])*)\}(?:\s+IN\s+(\w+)\s+FIELDS)?(?:\s+RETURNING\s+([^]*?))?(?:\s+LIMIT\s+(\d+))?$/i.exec(
      sosl,
    );
  if (!match) {
    return failure('MALFORMED_SEARCH', 'No search term found. The search term must be enclosed in braces.');
  }
  const [, raw = '', scope = 'ALL', returning = '', limit = String(MOST)] = match;
  const term = raw.replace(/\\(.)/g, '$1');
  const targets = splitTargets(returning).map(parseTarget);
  return find(call, term, scope, targets.length > 0 ? targets : everyType(call), Number(limit));
}

/** `GET` and `POST /parameterizedSearch` */
export function parameterizedSearch(call: Call): SimReply {
  const body = call.method === 'POST' ? objectBody(call) : {};
  const text = (name: string): string | null => {
    const value = body[name] ?? call.query.get(name);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  };
  const list = (value: unknown): readonly string[] =>
    Array.isArray(value) ? (value as readonly string[]) : typeof value === 'string' ? value.split(',') : [];
  const named = body['sobjects'] ?? call.query.getAll('sobject').map((name) => ({ name }));
  const shared = list(body['fields'] ?? call.query.get('fields'));
  const targets = (
    named as readonly {
      readonly name: string;
      readonly fields?: readonly string[];
      readonly where?: string;
      readonly limit?: number;
    }[]
  ).map(({ name, fields, where, limit }) => {
    const own = fields ?? list(call.query.get(`${name}.fields`));
    return {
      type: name,
      fields: own.length > 0 ? own : shared.length > 0 ? shared : ['Id'],
      where: where ?? call.query.get(`${name}.where`) ?? '',
      limit: limit ?? Number(text('defaultLimit') ?? MOST),
    };
  });
  const overall = Number(text('overallLimit') ?? MOST);
  return find(
    call,
    text('q') ?? '',
    text('in') ?? 'ALL',
    targets.length > 0 ? targets : everyType(call),
    overall,
  );
}

const everyType = (call: Call): readonly Target[] =>
  call.org
    .types()
    .filter((type) => call.org.describe(type)?.['searchable'] === true)
    .map((type) => ({ type, fields: ['Id'], where: '', limit: null }));

function find(call: Call, term: string, scope: string, targets: readonly Target[], limit: number): SimReply {
  if (term.replaceAll('*', '').trim().length < 2) {
    return failure('MALFORMED_SEARCH', 'search term must be longer than one character');
  }
  const searchRecords: unknown[] = [];
  for (const target of targets) {
    const object = call.org.describe(target.type);
    if (!object) return failure('INVALID_TYPE', `sObject type '${target.type}' is not supported.`);
    const searched = object.fields.filter((field) => inScope(field, scope));
    const hits = [...call.org.rows(object.name)].filter((row) => !row.IsDeleted && hit(row, searched, term));
    if (hits.length === 0) continue;
    const ids = hits.map((row) => `'${row.Id}'`).join(',');
    const where = target.where === '' ? '' : ` AND (${target.where})`;
    const answer = call.org.query(
      `SELECT ${target.fields.join(',')} FROM ${object.name} WHERE Id IN (${ids})${where} LIMIT ${target.limit ?? MOST}`,
      { version: call.version },
    );
    if ('error' in answer) return failure(answer.error.statusCode, answer.error.message);
    searchRecords.push(...answer.rows);
  }
  return ok({ searchRecords: searchRecords.slice(0, limit) });
}

function inScope(field: FieldDescribe, scope: string): boolean {
  switch (scope.toUpperCase()) {
    case 'EMAIL':
      return field.type === 'email';
    case 'PHONE':
      return field.type === 'phone';
    case 'NAME':
      return field.nameField;
    default:
      return ['string', 'email', 'phone', 'url', 'textarea', 'picklist'].includes(field.type);
  }
}

/** Every word of the term must begin a word of one field; a quoted term and an address count as one word. */
function hit(row: Row, fields: readonly FieldDescribe[], term: string): boolean {
  const words = term
    .replaceAll('"', '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return fields.some((field) => {
    const text = String(row.values[field.name] ?? '').toLowerCase();
    if (text === '') return false;
    const parts = [text, ...text.split(/[^\p{L}\p{N}]+/u)];
    return words.every((word) => {
      const stem = word.replace(/\*.*$/, '');
      return parts.some((part) => (word.includes('*') ? part.startsWith(stem) : part === word));
    });
  });
}

/** Splits at the commas outside parentheses. */
function splitTargets(text: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const letter of text) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] = (parts.at(-1) ?? '') + letter;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function parseTarget(text: string): Target {
  const [, type = text, inner = ''] = /^(\w+)\s*(?:\(([^]*)\))?$/.exec(text) ?? [];
  const [, fields = '', where = '', limit] =
    /^([^]*?)(?:\s+WHERE\s+([^]*?))?(?:\s+LIMIT\s+(\d+))?$/i.exec(inner.trim()) ?? [];
  const names = fields
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return {
    type,
    fields: names.length > 0 ? names : ['Id'],
    where,
    limit: limit === undefined ? null : Number(limit),
  };
}
