const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECK = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * The 18-character form of an id: each check character tells which of five characters are capitals, so that ids differ
 * even where case is lost. Null when the text is no id.
 */
export function to18(id: string): string | null {
  if (!/^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(id)) return null;
  let suffix = '';
  for (let part = 0; part < 3; part += 1) {
    let bits = 0;
    for (let at = 0; at < 5; at += 1) {
      const letter = id.charAt(part * 5 + at);
      if (letter >= 'A' && letter <= 'Z') bits |= 1 << at;
    }
    suffix += CHECK.charAt(bits);
  }
  return id.length === 18 && id.slice(15).toUpperCase() !== suffix ? null : id.slice(0, 15) + suffix;
}

/** Ids grow with `sequence`, also when compared as text. */
export function makeId(keyPrefix: string, sequence: number): string {
  let digits = '';
  for (let rest = sequence; digits.length < 7; rest = Math.floor(rest / 62)) {
    digits = BASE62.charAt(rest % 62) + digits;
  }
  return to18(`${keyPrefix}5g000${digits}`) ?? '';
}
