const LONGEST = 500;

const SECRETS_AND_PEOPLE: readonly (readonly [RegExp, string])[] = [
  [/\b(?:pat|eu1|na1)-[\w-]{10,}/g, '‹token›'],
  [/\bBearer\s+\S+/gi, 'Bearer ‹token›'],
  [/[^\s"'<>,;:()[\]{}]+@[^\s"'<>,;:()[\]{}]+\.[^\s"'<>,;:()[\]{}]+/g, '‹email›'],
  [/\+\d[\d\s().-]{6,}\d/g, '‹phone›'],
  // "Cannot set PropertyValueCoordinates{…, propertyName=x, value=…} on A. B already has that value."
  [/\bvalue=[^}]*(?=\})/g, 'value=‹value›'],
  // "Email address x is invalid" and "x was not a valid integer": the value is whatever a person typed.
  [/(?<=^Email address |\. Email address ).*?(?= is invalid)/g, '‹value›'],
  [/^.*?(?= was not a valid )/g, '‹value›'],
];

/** The vendor's words without secrets and personal data, at most 500 characters. */
export function mask(text: string): string {
  const masked = SECRETS_AND_PEOPLE.reduce((rest, [pattern, stand]) => rest.replace(pattern, stand), text);
  return masked.length > LONGEST ? `${masked.slice(0, LONGEST)}…` : masked;
}
