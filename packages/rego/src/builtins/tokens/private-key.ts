import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { BuiltinError } from '../builtin.ts'
import type { EcMaterial, RsaMaterial, RsaSecret } from './jwk.ts'
import { encoded } from './parse-jwk.ts'
import { leastRsaBits, mostRsaBits } from './signature-algorithm.ts'

/** PKCS #8 around the 32 bytes of an Ed25519 key. */
const ed25519Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Throws BuiltinError where the public part belongs to another key. */
export function ed25519PrivateKey(seed: Uint8Array, x: Uint8Array): KeyObject {
  const key = createPrivateKey({
    key: Buffer.concat([ed25519Prefix, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  if (createPublicKey(key).export({ format: 'jwk' }).x !== encoded(x)) {
    throw new BuiltinError('ed25519: invalid x value given d value')
  }
  return key
}

/** Throws BuiltinError where the secret part is none. */
export function ecPrivateKey({ curve, x, y }: EcMaterial, d: Uint8Array): KeyObject {
  const failed = 'failed to sign payload using ecdsa: ecdsa: '
  if (d.every((byte) => byte === 0)) {
    throw new BuiltinError(`${failed}private key scalar is zero or negative`)
  }
  try {
    const key = { kty: 'EC', crv: curve, x: encoded(x), y: encoded(y), d: encoded(d) }
    return createPrivateKey({ key, format: 'jwk' })
  } catch {
    throw new BuiltinError(`${failed}invalid private key`)
  }
}

/** What else belongs to it is calculated. Throws BuiltinError where its numbers do not fit. */
export function rsaPrivateKey({ modulus, exponent }: RsaMaterial, secret: RsaSecret): KeyObject {
  const [n, e, d] = [toNumber(modulus), toNumber(exponent), toNumber(secret.exponent)]
  const [p, q] = [toNumber(secret.p), toNumber(secret.q)]
  const bits = modulus.length * 8 - (Math.clz32(modulus[0] ?? 0) - 24)
  if (bits < leastRsaBits) {
    throw new BuiltinError(
      `crypto/rsa: ${bits}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)`,
    )
  }
  // Security: calculating with a longer one would take minutes.
  if (bits > mostRsaBits) throw new BuiltinError('crypto/rsa: key too long')
  // Security: a key whose parts do not fit signs so that its primes can be calculated.
  const isSound =
    p > 1n &&
    q > 1n &&
    p !== q &&
    p * q === n &&
    (d * e) % (p - 1n) === 1n &&
    (d * e) % (q - 1n) === 1n
  const inverse = isSound ? inverseOf(q, p) : undefined
  if (inverse === undefined) throw new BuiltinError('crypto/rsa: invalid private key')
  const parts = { n, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse }
  const key = Object.fromEntries(
    Object.entries(parts).map(([name, number]) => [name, encoded(toBytes(number))]),
  )
  try {
    return createPrivateKey({ key: { kty: 'RSA', ...key }, format: 'jwk' })
  } catch {
    throw new BuiltinError('crypto/rsa: invalid private key')
  }
}

function toNumber(bytes: Uint8Array | undefined): bigint {
  const digits = Buffer.from(bytes ?? []).toString('hex')
  return digits === '' ? 0n : BigInt(`0x${digits}`)
}

function toBytes(number: bigint): Uint8Array {
  const digits = number.toString(16)
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
}

/** Undefined where the two have a common divisor. */
function inverseOf(number: bigint, modulus: bigint): bigint | undefined {
  let [previous, current] = [modulus, number % modulus]
  let [before, inverse] = [0n, 1n]
  while (current > 0n) {
    const quotient = previous / current
    ;[previous, current] = [current, previous - quotient * current]
    ;[before, inverse] = [inverse, before - quotient * inverse]
  }
  if (previous !== 1n) return undefined
  return before < 0n ? before + modulus : before
}
