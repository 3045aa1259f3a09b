/** An amount as sales has told it, in its own currency, as a whole number of its smallest units. */
export interface Amount {
  readonly units: bigint;
  /** Of how many decimals the units are: 1,234.50 EUR is 123450 units of 2. */
  readonly decimals: number;
  /** ISO 4217, as told; null: the org has one currency and does not name it. */
  readonly currency: string | null;
  /** The exchange rate that sales has told with it, as told, whichever way it goes; kept with the amount, never applied to it. */
  readonly rate: string | null;
}

/** Where nobody says which currency it is, amounts have cents. */
const USUAL_DECIMALS = 2;

/**
 * An amount from its decimal text, such as `1234.5` or `-20`; null when it is none. It is kept to the currency's smallest
 * coin, or finer where the text is finer: nothing is rounded away.
 */
export function readAmount(text: string, currency: string | null, rate: string | null = null): Amount | null {
  const match = /^([+-]?)(\d+)(?:\.(\d*?)0*)?$/.exec(text.trim());
  if (match === null) return null;
  const [, sign = '', whole = '', part = ''] = match;
  const decimals = Math.max(decimalsOf(currency), part.length);
  const units = BigInt(`${whole}${part.padEnd(decimals, '0')}`);
  return { units: sign === '-' ? -units : units, decimals, currency, rate };
}

/** An amount from numbers, as {@link readAmount} takes it. */
export const amountOf = (
  amount: number,
  currency: string | null,
  rate: number | null = null,
): Amount | null => readAmount(decimalText(amount), currency, rate === null ? null : decimalText(rate));

/** Never with an exponent. */
const decimalText = (amount: number): string =>
  String(amount).includes('e') ? amount.toFixed(10).replace(/\.?0+$/, '') : String(amount);

/** Asking the platform takes as long as crediting a touch a hundred times, and it never answers anything else. */
const knownDecimals = new Map<string, number>();

/** Decimals of a currency's coins: 2 of EUR, 0 of JPY, 3 of KWD, as the platform's copy of Unicode's tables says. */
export function decimalsOf(currency: string | null): number {
  if (currency === null || !/^[A-Za-z]{3}$/.test(currency)) return USUAL_DECIMALS;
  const known = knownDecimals.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits = USUAL_DECIMALS } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  knownDecimals.set(currency, maximumFractionDigits);
  return maximumFractionDigits;
}

/** Units as decimal text: 123450 units of 2 decimals are `1234.50`. */
export function unitsAsText(units: bigint, decimals: number): string {
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const part = decimals === 0 ? '' : `.${digits.slice(-decimals)}`;
  return `${units < 0n ? '-' : ''}${whole}${part}`;
}
