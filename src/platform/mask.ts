/** Replaces secrets and personal data, so that what is logged can be shown to anybody. */

const SECRET = '[secret]';
const EMAIL = '[e-mail]';
const PHONE = '[phone]';
const PERSONAL = '[personal]';
const DEEPEST = 8;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // URLs with a user and password, and secrets in queries and forms.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi, `$1${SECRET}@`],
  // Incoming webhooks: who has the address may write into the channel.
  [/(https?:\/\/[^\s/]+\/(?:services|hooks)\/)[^\s"'<>]+/gi, `$1${SECRET}`],
  [
    /\b((?:[\w-]*_)?(?:token|secret|password|assertion|signature|code_verifier|api_?key|sid)["']?\s*[=:]\s*["']?)[^\s"'&,;}]+/gi,
    `$1${SECRET}`,
  ],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/!-]+=*/gi, `$1 ${SECRET}`],
  // JSON Web Tokens; HubSpot private-app tokens; Salesforce session ids (organization, `!`, the rest).
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, SECRET],
  [/\bpat-[a-z0-9]+(?:-[a-z0-9]+)+/gi, SECRET],
  [/\b00D[A-Za-z0-9]{12,15}![\w.]+/g, SECRET],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, SECRET],
  [/[^\s@<>"'(),:;=[\]/]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, EMAIL],
  // International, with an area code in brackets, and 3-3-4 digits. Bare digits are ids far more often than phones.
  [/(?<![\w+])\+\d[\d\s()./-]{5,}\d/g, PHONE],
  [/\(\d{2,5}\)[\s./-]?\d{2,}(?:[\s./-]?\d{2,})*/g, PHONE],
  [/(?<![\w.-])\d{3}[-. ]\d{3}[-. ]\d{4}(?![\w-])/g, PHONE],
];

const SECRET_NAME =
  /token|secret|password|passphrase|authorization|cookie|credential|assertion|signature|session_?id|(?:api|private|client)[_-]?key|^leadloop_key$/i;
const PERSONAL_NAME = /e-?mail|phone|mobile|(?:first|last|full)[_-]?name|birth|street/i;

export function maskText(text: string): string {
  return PATTERNS.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), text);
}

/** A copy in plain JSON values. What has a secret's or a person's name is replaced whatever it looks like. */
export function maskFacts(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return maskObject(facts, 0);
}

function maskObject(value: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [maskText(name), maskNamed(name, item, depth)]),
  );
}

function maskNamed(name: string, value: unknown, depth: number): unknown {
  // Counts, flags and blanks tell nothing: `tokens: 3`, `email: null`.
  const tells = typeof value === 'string' || (typeof value === 'object' && value !== null);
  if (tells && SECRET_NAME.test(name)) return SECRET;
  if (tells && PERSONAL_NAME.test(name)) return PERSONAL;
  return maskValue(value, depth + 1);
}

function maskValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return '[deeper]';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return maskError(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof URL) return maskText(value.href);
  if (value instanceof Map) return maskObject(Object.fromEntries(value) as object, depth);
  if (Array.isArray(value) || value instanceof Set)
    return [...value].map((item) => maskValue(item, depth + 1));
  return maskObject(value, depth);
}

function maskError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return {
    ...maskObject(error, depth),
    name,
    message: maskText(message),
    ...(stack === undefined ? {} : { stack: maskText(stack) }),
    ...(cause === undefined ? {} : { cause: maskValue(cause, depth + 1) }),
  };
}
