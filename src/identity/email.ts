const SHAPE = /^[^\s@<>(),;:"\\]+@[^\s@<>(),;:"\\]+\.[^\s@<>(),;:"\\.]{2,}$/u;

/**
 * The form in which e-mail addresses are compared: trimmed, lower case, without `mailto:` and display name.
 * Dots and plus tags stay, since whether they matter is up to the receiving server. Null when it is no address.
 */
export function normaliseEmail(text: string): string | null {
  const bracketed = /<([^<>]+)>\s*$/u.exec(text)?.[1] ?? text;
  const address = bracketed
    .trim()
    .replace(/^mailto:/iu, '')
    .normalize('NFC')
    .toLowerCase();
  return SHAPE.test(address) && !address.includes('..') ? address : null;
}
