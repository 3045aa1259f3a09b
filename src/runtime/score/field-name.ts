/**
 * A column's name as a field: `Total Time Spent` is `totalTimeSpent`. Empty when it has no letter or digit of
 * English.
 */
export function fieldName(column: string): string {
  const words = column
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+/u)
    .filter((word) => word !== '');
  const [first = '', ...others] = words;
  const lowered =
    first === first.toUpperCase() ? first.toLowerCase() : first.charAt(0).toLowerCase() + first.slice(1);
  const name = [lowered, ...others.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
  return /^\d/u.test(name) ? `_${name}` : name;
}
