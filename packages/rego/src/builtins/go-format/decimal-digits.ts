/** A positive number as `0.d1d2d3… × 10^point`; the digits do not end in 0. */
export interface DecimalDigits {
  readonly digits: string
  readonly point: number
}

const bits = new DataView(new ArrayBuffer(8))

/** A positive double as `mantissa × 2^exponent`, exactly. */
export function binaryParts(value: number): { mantissa: bigint; exponent: number } {
  bits.setFloat64(0, value)
  const raw = bits.getBigUint64(0)
  const exponent = Number((raw >> 52n) & 0x7ffn)
  const fraction = raw & 0xfffffffffffffn
  // Subnormal numbers lack the leading one.
  if (exponent === 0) return { mantissa: fraction, exponent: -1074 }
  return { mantissa: fraction | 0x10000000000000n, exponent: exponent - 1075 }
}

/** The fewest digits that read back as the same double. */
export function shortestDigits(value: number): DecimalDigits {
  const [mantissa = '0', power = '0'] = value.toExponential().split('e')
  return trimmed(mantissa.replace('.', ''), Number(power) + 1)
}

/** Every digit of a positive double: there are at most 767. */
export function exactDigits(value: number): DecimalDigits {
  const { mantissa, exponent } = binaryParts(value)
  if (exponent >= 0) {
    const digits = String(mantissa << BigInt(exponent))
    return trimmed(digits, digits.length)
  }
  const digits = String(mantissa * 5n ** BigInt(-exponent))
  return trimmed(digits, digits.length + exponent)
}

/** Keeps so many digits, rounding to the nearest, halves to even. */
export function roundDigits({ digits, point }: DecimalDigits, count: number): DecimalDigits {
  if (count >= digits.length) return { digits, point }
  if (count < 0) return { digits: '', point: 0 }
  const kept = digits.slice(0, count)
  const next = digits.charAt(count)
  const half = next === '5' && count + 1 === digits.length
  const up = half ? Number(kept.at(-1) ?? 0) % 2 === 1 : next >= '5'
  if (!up) return kept === '' ? { digits: '', point: 0 } : trimmed(kept, point)
  const raised = String(BigInt(kept === '' ? 0 : kept) + 1n)
  return trimmed(raised, point + (raised.length - kept.length))
}

function trimmed(digits: string, point: number): DecimalDigits {
  const kept = digits.replace(/0+$/, '')
  return kept === '' ? { digits: '', point: 0 } : { digits: kept, point }
}
