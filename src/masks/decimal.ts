/** An exact decimal number: `units` / 10^`scale`, as PostgreSQL's numeric computes. `scale` is zero or more. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const decimalText = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** Reads `-12.50` and `1e3`; null for anything else, NaN and Infinity among it. */
export function parseDecimal(text: string): Decimal | null {
  const match = decimalText.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const units = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale < 0 ? { units: units * 10n ** BigInt(-scale), scale: 0 } : { units, scale };
}

/** As PostgreSQL prints a numeric with that many decimals. */
export function printDecimal({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const sign = units < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The same number with `scale` decimals, of which there must be enough. */
export function rescale(decimal: Decimal, scale: number): Decimal {
  return { units: decimal.units * 10n ** BigInt(scale - decimal.scale), scale };
}

/** The same number with as few decimals as will hold it. */
export function trimDecimal({ units, scale }: Decimal): Decimal {
  let trimmed: Decimal = { units, scale };
  while (trimmed.scale > 0 && trimmed.units % 10n === 0n)
    trimmed = { units: trimmed.units / 10n, scale: trimmed.scale - 1 };
  return trimmed;
}
