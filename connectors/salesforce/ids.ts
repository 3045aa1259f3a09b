const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * The 18-character form of a record id. Answers use it, error texts use the case-sensitive 15-character form.
 * Each of the three last characters says which of five characters are upper case.
 */
export function fullId(id: string): string {
  if (id.length !== 15) return id;
  let suffix = '';
  for (let part = 0; part < 15; part += 5) {
    let bits = 0;
    for (let index = 0; index < 5; index += 1) {
      if (/[A-Z]/.test(id.charAt(part + index))) bits |= 1 << index;
    }
    suffix += SUFFIX_ALPHABET.charAt(bits);
  }
  return id + suffix;
}

/** Whether text can be a record id at all; anything else would be refused for the whole call. */
export const isId = (text: string): boolean => /^[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?$/.test(text);
