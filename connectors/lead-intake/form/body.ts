import { z } from 'zod';

export type BodyReading =
  | { readonly kind: 'fields'; readonly fields: ReadonlyMap<string, string> }
  | { readonly kind: 'refused'; readonly code: 'form-type' | 'form-unreadable'; readonly message: string };

const jsonBody = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** A posted form as names and texts, of either content type. */
export function readBody(contentType: string | undefined, body: Uint8Array): BodyReading {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json' && type !== 'application/x-www-form-urlencoded') {
    return {
      kind: 'refused',
      code: 'form-type',
      message: 'application/json or application/x-www-form-urlencoded',
    };
  }
  const text = decode(body);
  if (text === null) return unreadable('the body is not UTF-8');
  return type === 'application/json' ? readJson(text) : readUrlEncoded(text);
}

function readJson(text: string): BodyReading {
  const json = parseJson(text);
  if (json === undefined) return unreadable('the body is no JSON');
  const parsed = jsonBody.safeParse(json);
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path.join('.');
    return unreadable(name ? `"${name}" is not a text, number or boolean` : 'the body is not a JSON object');
  }
  // Object.entries of the input: the parsed copy may lack names such as __proto__.
  const entries = Object.entries(json as z.infer<typeof jsonBody>);
  return {
    kind: 'fields',
    fields: new Map(entries.map(([name, value]) => [name, value === null ? '' : String(value)])),
  };
}

function readUrlEncoded(text: string): BodyReading {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) return unreadable(`"${name}" is given twice`);
    fields.set(name, value);
  }
  return { kind: 'fields', fields };
}

const unreadable = (message: string): BodyReading => ({ kind: 'refused', code: 'form-unreadable', message });

function decode(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
