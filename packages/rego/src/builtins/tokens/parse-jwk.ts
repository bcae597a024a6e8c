import { createPublicKey } from 'node:crypto'
import { isObject, typeName } from '../../values/kind.ts'
import { entriesOf, getKey } from '../../values/objects.ts'
import { quoteGo } from '../../values/quote-go.ts'
import type { PlainObject, Value } from '../../values/value.ts'
import { BuiltinError } from '../builtin.ts'
import { base64Url, encodeBase64 } from '../encoding/base64.ts'
import { within } from './compact-token.ts'
import { goTypeOf, type Jwk, type JwkMaterial } from './jwk.ts'
import { decodeJwkFields, type JwkFields } from './jwk-fields.ts'

/** Bytes of a coordinate. */
export const curveBytes: ReadonlyMap<string, number> = new Map([
  ['P-256', 32],
  ['P-384', 48],
  ['P-521', 66],
])
const okpBytes: ReadonlyMap<string, number> = new Map([
  ['Ed25519', 32],
  ['X25519', 32],
])
/** What Go reads a key into at first. */
const probe = 'struct { Kty string "json:\\"kty\\""; D json.RawMessage "json:\\"d,omitempty\\"" }'
/** Go keeps the public exponent in 63 bits. */
const mostExponentBits = 63

/** Reads a JSON Web Key. Throws BuiltinError with Go's words. */
export function parseJwk(value: Value): Jwk {
  if (value === null) throw new BuiltinError('invalid key type from JSON ()')
  if (!isObject(value)) {
    const kind = typeof value === 'boolean' ? 'bool' : typeName(value)
    throw new BuiltinError(
      `jwk.Parse: failed to probe data: probe: failed to unmarshal data: json: cannot unmarshal ${kind} into Go value of type ${probe}`,
    )
  }
  const object = value as PlainObject
  const type = typeOf(object)
  const isPrivate = getKey(object, 'd') !== undefined
  const goType = goTypeOf({ type, secret: isPrivate ? new Uint8Array() : undefined } as JwkMaterial)
  const failed = `failed to unmarshal JSON into key (${goType})`
  const fields = within(`${failed}: ${failed}`, () => {
    const decoded = decodeJwkFields(
      type,
      entriesOf(object) as readonly (readonly [string, Value])[],
    )
    checkRequired(type, isPrivate, decoded)
    return decoded
  })
  return within('jwk.Parse: key validation failed: key validation failed', () => ({
    algorithm: fields.texts.get('alg') ?? '',
    keyId: fields.texts.get('kid') ?? '',
    ...checkedMaterial(type, fields),
  }))
}

type KeyType = 'oct' | 'RSA' | 'EC' | 'OKP'

function typeOf(object: PlainObject): KeyType {
  const type = getKey(object, 'kty') ?? ''
  if (type === 'oct' || type === 'RSA' || type === 'EC' || type === 'OKP') return type
  if (typeof type === 'string' || type === null) {
    throw new BuiltinError(`invalid key type from JSON (${type ?? ''})`)
  }
  const kind = typeof type === 'boolean' ? 'bool' : typeName(type)
  throw new BuiltinError(
    `jwk.Parse: failed to probe data: probe: failed to unmarshal data: json: cannot unmarshal ${kind} into Go struct field .kty of type string`,
  )
}

function checkRequired(type: KeyType, isPrivate: boolean, { texts, bytes }: JwkFields): void {
  const publicFields = { oct: ['k'], RSA: ['e', 'n'], EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'] }[
    type
  ]
  const required = isPrivate && type !== 'oct' ? [...publicFields, 'd'].toSorted() : publicFields
  for (const name of required) {
    if (!texts.has(name) && !bytes.has(name)) {
      throw new BuiltinError(`required field ${name} is missing`)
    }
  }
}

function checkedMaterial(type: KeyType, { texts, bytes }: JwkFields): JwkMaterial {
  const field = (name: string) => bytes.get(name) ?? new Uint8Array()
  const curve = texts.get('crv') ?? ''
  switch (type) {
    case 'oct':
      return within('jwk.SymmetricKey', () => {
        if (field('k').length === 0) throw new BuiltinError('missing "k" field')
        return { type, bytes: field('k') }
      })
    case 'RSA':
      return within(contextOf('RSA', bytes), () => {
        const modulus = checkedModulus(field('n'))
        const exponent = checkedExponent(field('e'))
        if (!bytes.has('d')) return { type, modulus, exponent, secret: undefined }
        if (field('d').length === 0) throw new BuiltinError('missing "d" value')
        const secret = { exponent: field('d'), p: bytes.get('p'), q: bytes.get('q') }
        return { type, modulus, exponent, secret }
      })
    case 'EC':
      return within(contextOf('ECDSA', bytes), () => {
        const key = { type, curve, x: field('x'), y: field('y'), secret: bytes.get('d') } as const
        const size = curveBytes.get(curve)
        if (size === undefined) {
          const name = quoteGo(curve)
          throw new BuiltinError(
            `invalid curve algorithm ${name}: unknown elliptic curve algorithm: ${name}`,
          )
        }
        checkLength('x', key.x, curve, size)
        checkLength('y', key.y, curve, size)
        checkPoint(curve, key.x, key.y)
        if (key.secret !== undefined) checkLength('d', key.secret, curve, size)
        return key
      })
    case 'OKP':
      return within(contextOf('OKP', bytes), () => {
        const key = { type, curve, x: field('x'), secret: bytes.get('d') } as const
        checkOkpLength('x', 'public', key.x, curve)
        if (key.secret !== undefined) checkOkpLength('d', 'private', key.secret, curve)
        return key
      })
  }
}

function contextOf(name: string, bytes: ReadonlyMap<string, Uint8Array>): string {
  return `jwk.${name}${bytes.has('d') ? 'Private' : 'Public'}Key`
}

function checkedModulus(given: Uint8Array): Uint8Array {
  const modulus = withoutLeadingZeros(given)
  if (modulus.length === 0) throw new BuiltinError('missing "n" value')
  return modulus
}

function checkedExponent(given: Uint8Array): Uint8Array {
  const exponent = withoutLeadingZeros(given)
  const [first] = exponent
  if (first === undefined) throw new BuiltinError('missing "e" value')
  if ((exponent.at(-1) as number) % 2 === 0) {
    throw new BuiltinError('invalid rsa public exponent: must be a positive odd integer')
  }
  const bits = exponent.length * 8 - (Math.clz32(first) - 24)
  if (bits > mostExponentBits) {
    throw new BuiltinError(
      `rsa public exponent too large for this platform: ${bits} bits (max ${mostExponentBits})`,
    )
  }
  return exponent
}

function withoutLeadingZeros(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first < 0 ? bytes.subarray(bytes.length) : bytes.subarray(first)
}

function checkLength(name: string, bytes: Uint8Array, curve: string, wanted: number): void {
  if (bytes.length !== wanted) {
    throw new BuiltinError(`invalid "${name}" length (${bytes.length}) for curve "${curve}"`)
  }
}

function checkPoint(curve: string, x: Uint8Array, y: Uint8Array): void {
  if ([...x, ...y].every((byte) => byte === 0)) {
    throw new BuiltinError('invalid ECDSA public key: identity point is not a valid public key')
  }
  try {
    createPublicKey({ key: { kty: 'EC', crv: curve, x: encoded(x), y: encoded(y) }, format: 'jwk' })
  } catch {
    throw new BuiltinError(`invalid ECDSA public key: ${curve.replace('-', '')} point not on curve`)
  }
}

function checkOkpLength(
  name: string,
  part: 'public' | 'private',
  bytes: Uint8Array,
  curve: string,
): void {
  if (bytes.length === 0) throw new BuiltinError(`missing "${name}" field`)
  const wanted = okpBytes.get(curve)
  if (wanted !== undefined && bytes.length !== wanted) {
    throw new BuiltinError(`${curve.toLowerCase()}: wrong ${part} key size`)
  }
}

export function encoded(bytes: Uint8Array): string {
  return encodeBase64(bytes, base64Url, { padded: false })
}
