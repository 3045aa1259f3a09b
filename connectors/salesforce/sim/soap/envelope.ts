import { XMLParser } from 'fast-xml-parser';
import type { SimReply } from '../../../../src/connector/sim/server.ts';

/** An element without its namespace prefix: its text, its children by name in their order, or null for `xsi:nil`. */
export type Element = string | null | Children | readonly Element[];
export interface Children {
  readonly [name: string]: Element;
}

export interface Call {
  readonly header: Children;
  /** The body's one child, e.g. `convertLead`. */
  readonly operation: string;
  readonly argument: Children;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  ignoreDeclaration: true,
});

/** Reads a request; null when it is no SOAP envelope with one operation. */
export function readCall(body: Buffer): Call | null {
  const document = parser.parse(body) as unknown;
  const envelope = children(toElement(document)).Envelope ?? null;
  const [operation, ...others] = Object.entries(children(children(envelope).Body ?? null));
  if (operation === undefined || others.length > 0) return null;
  return {
    header: children(children(envelope).Header ?? null),
    operation: operation[0],
    argument: children(operation[1]),
  };
}

/** An element's children; none for a text. */
export const children = (element: Element | undefined): Children =>
  typeof element === 'object' && element !== null && !Array.isArray(element) ? (element as Children) : {};

/** An element's text; undefined for an absent, nil or blank one. */
export const text = (element: Element | undefined): string | undefined =>
  typeof element === 'string' && element !== '' ? element : undefined;

/** All elements of one name. */
export const all = (element: Element | undefined): readonly Element[] =>
  element === undefined ? [] : isList(element) ? element : [element];

/** Attributes say nothing here but `xsi:nil`; declarations of namespaces go with them. */
function toElement(parsed: unknown): Element {
  if (Array.isArray(parsed)) return parsed.map(toElement);
  if (typeof parsed !== 'object' || parsed === null) return String(parsed);
  const entries = Object.entries(parsed);
  if (entries.some(([name, value]) => name === '@nil' && value === 'true')) return null;
  const content = entries.filter(([name]) => !name.startsWith('@'));
  const [only] = content;
  if (content.length === 1 && only?.[0] === '#text') return String(only[1]);
  return Object.fromEntries(content.map(([name, value]) => [name, toElement(value)]));
}

/** What a reply's elements are made of; null becomes `xsi:nil`, an array repeats its element. */
export type Output =
  string | number | boolean | null | readonly Output[] | { readonly [name: string]: Output };

/** The answer of an operation: one `result` element each. */
export const answer = (operation: string, results: readonly Output[]): SimReply =>
  envelope(200, { [`${operation}Response`]: { result: results } });

/** A fault; Salesforce sends all of them with HTTP 500. `code` has its prefix: `sf:INVALID_SESSION_ID`. */
export const fault = (code: string, message: string): SimReply =>
  envelope(500, { 'soapenv:Fault': { faultcode: code, faultstring: message } });

function envelope(status: number, body: Readonly<Record<string, Output>>): SimReply {
  return {
    status,
    headers: { 'Content-Type': 'text/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope ${NAMESPACES}>${render('soapenv:Body', body)}</soapenv:Envelope>`,
  };
}

const NAMESPACES = [
  'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"',
  'xmlns="urn:partner.soap.sforce.com"',
  'xmlns:sf="urn:fault.partner.soap.sforce.com"',
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
].join(' ');

function render(name: string, output: Output): string {
  if (output === null) return `<${name} xsi:nil="true"/>`;
  if (isList(output)) return output.map((item) => render(name, item)).join('');
  const content =
    typeof output === 'object'
      ? Object.entries(output)
          .map(([child, value]) => render(child, value))
          .join('')
      : escape(String(output));
  return `<${name}>${content}</${name}>`;
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

const escape = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
