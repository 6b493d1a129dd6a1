/**
 * Floats as PostgreSQL prints them with extra_float_digits = 1: the shortest decimal that reads back as the same float
 * (Ryu, boundaries left out). PostgreSQL docs, "Floating-Point Types"; its source, src/common/d2s.c and f2s.c.
 */
interface FloatFormat {
  readonly fractionBits: number;
  /** Exponent of the last bit of the smallest normal number. */
  readonly exponentLeast: number;
  /** Decimal exponents from here on are written as `1e+15`. */
  readonly scientificFrom: number;
}

const formats = {
  float4: { fractionBits: 23, exponentLeast: -149, scientificFrom: 6 },
  float8: { fractionBits: 52, exponentLeast: -1074, scientificFrom: 15 },
} as const satisfies Record<string, FloatFormat>;

export type FloatName = keyof typeof formats;

const floatText = /^(?:-?Infinity|NaN|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/;

/** Null for what is no float. */
export function parseFloatText(text: string): number | null {
  return floatText.test(text) ? Number(text) : null;
}

/** `value` must be exactly a number of the type: rounded with Math.fround for float4. */
export function printFloat(value: number, type: FloatName): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const format = formats[type];
  const { digits, exponent } = shortestDecimal(Math.abs(value), format);
  const sign = value < 0 ? '-' : '';
  if (exponent >= format.scientificFrom || exponent < -4) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const size = Math.abs(exponent).toString().padStart(2, '0');
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return sign + (fraction === '' ? whole : `${whole}.${fraction}`);
}

/** value = d.ddd × 10^exponent, with the fewest digits strictly between the neighbours' midpoints, nearest to value. */
function shortestDecimal(value: number, format: FloatFormat): { digits: string; exponent: number } {
  const { mantissa, exponent: binary } = decompose(value, format);
  // All over one denominator: value = 4·mantissa·2^(binary-2), the midpoints ±2 of it (−1 below a power of two).
  const narrowBelow = mantissa === 1n << BigInt(format.fractionBits) && binary > format.exponentLeast;
  let numerator = 4n * mantissa;
  let below = narrowBelow ? 1n : 2n;
  let above = 2n;
  let denominator = 1n;
  if (binary - 2 >= 0) {
    const factor = 1n << BigInt(binary - 2);
    numerator *= factor;
    below *= factor;
    above *= factor;
  } else {
    denominator = 1n << BigInt(2 - binary);
  }
  const exponent = Number(value.toExponential().split('e')[1]);
  for (let count = 1; ; count += 1) {
    // unit = 10^(exponent - count + 1): the weight of the last digit.
    const power = exponent - count + 1;
    const up = power < 0 ? 10n ** BigInt(-power) : 1n;
    const unit = denominator * (power > 0 ? 10n ** BigInt(power) : 1n);
    const scaled = numerator * up;
    const floor = scaled / unit;
    const candidates = nearerFirst(scaled - floor * unit, unit, floor);
    for (const candidate of candidates) {
      const distance = candidate * unit - scaled;
      if (distance < above * up && distance > -below * up) return carried(candidate.toString(), count, exponent);
    }
  }
}

/** Both neighbours with this many digits, the nearer first; the even one on a tie. */
function nearerFirst(remainder: bigint, unit: bigint, floor: bigint): readonly bigint[] {
  const upFirst = 2n * remainder > unit || (2n * remainder === unit && floor % 2n === 1n);
  return upFirst ? [floor + 1n, floor] : [floor, floor + 1n];
}

function carried(digits: string, count: number, exponent: number): { digits: string; exponent: number } {
  return { digits: digits.replace(/0+$/, ''), exponent: exponent + digits.length - count };
}

function decompose(value: number, format: FloatFormat): { mantissa: bigint; exponent: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  const full = biased === 0 ? fraction : fraction | (1n << 52n);
  const exponent = Math.max(biased, 1) - 1075;
  // A float4 has its 24 bits at the top of a double's 53; a subnormal one has fewer.
  const shift = Math.max(52 - format.fractionBits, format.exponentLeast - exponent);
  return { mantissa: full >> BigInt(shift), exponent: exponent + shift };
}
