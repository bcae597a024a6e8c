import { constants, createHmac, timingSafeEqual, verify } from 'node:crypto'
import { type JsonObject, parseStrictJsonObject } from '@sallyport/protocol'
import { PoliciesRefused } from '../policies-refused.ts'
import type { CheckedKey } from './bundle-keys.ts'

/**
 * The payload of a JWS in compact form, signed with one of the keys. With several keys, its `kid` says
 * which. Security: the algorithm is the key's; a signature that names another one is refused.
 * @see RFC 7515 §5.2
 */
export function verifyJws(jws: string, keys: readonly CheckedKey[]): JsonObject {
  const parts = jws.split('.')
  const [header, payload, signature] = parts.map(decode)
  if (parts.length !== 3 || header === undefined || payload === undefined) throw unreadable()
  if (signature === undefined) throw unreadable()
  const { alg, kid, crit } = parseObject(header)
  if (crit !== undefined) throw wrong('demands what is not known here (`crit`)')
  const key = keys.length === 1 ? keys[0] : keys.find(({ keyId }) => keyId === kid)
  if (key === undefined) throw wrong('names no key that bundles may be signed with')
  if (alg !== key.algorithm) {
    throw wrong(`is not of the algorithm of the key \`${key.keyId}\`, ${key.algorithm}`)
  }
  const signed = Buffer.from(jws.slice(0, jws.lastIndexOf('.')), 'ascii')
  if (!isSigned(signed, signature, key)) throw wrong(`is not that of the key \`${key.keyId}\``)
  return parseObject(payload)
}

/** Base64url without padding, in its only spelling. */
function decode(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : undefined
}

function parseObject(bytes: Buffer): JsonObject {
  const object = parseStrictJsonObject(bytes.toString('utf8'))
  if (object === undefined) throw unreadable()
  return object
}

function isSigned(signed: Buffer, signature: Buffer, { algorithm, key }: CheckedKey): boolean {
  const hash = `sha${algorithm.slice(2)}`
  switch (algorithm.slice(0, 2)) {
    case 'HS': {
      const made = createHmac(hash, key).update(signed).digest()
      return made.length === signature.length && timingSafeEqual(made, signature)
    }
    case 'ES':
      return verify(hash, signed, { key, dsaEncoding: 'ieee-p1363' }, signature)
    case 'PS': {
      const padding = constants.RSA_PKCS1_PSS_PADDING
      const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
      return verify(hash, signed, { key, padding, saltLength }, signature)
    }
    default:
      return verify(hash, signed, key, signature)
  }
}

const wrong = (what: string) => new PoliciesRefused(`the bundle's signature ${what}`)
const unreadable = () => wrong('cannot be read')
