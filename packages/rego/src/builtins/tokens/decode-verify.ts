import { isNumber } from '../../values/kind.ts'
import { compareNumbers, normalise } from '../../values/numbers.ts'
import { getKey, objectFrom } from '../../values/objects.ts'
import type { PlainObject, Value } from '../../values/value.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { objectOperand } from '../operand.ts'
import {
  type CompactToken,
  decodeHeader,
  decodePayload,
  decodeSegment,
  parseObject,
  signingInput,
  splitToken,
} from './compact-token.ts'
import { signatureAlgorithms, verifySignature } from './signature-algorithm.ts'
import { parseTokenConstraints, type TokenConstraints } from './token-constraints.ts'
import { parseTokenHeader, type TokenHeader } from './token-header.ts'
import { keysFor, verificationWork } from './trusted-keys.ts'

const nanosecondsPerSecond = 1e9

/**
 * `[true, header, payload]` of a token whose signature and claims meet the constraints, `[false, {}, {}]` of
 * any other. Throws BuiltinError for what is no token. @see RFC 7519 §7.2
 */
export function decodeVerify(call: BuiltinCall, jwt: Value, given: Value): Value {
  const constraints = parseTokenConstraints(call, objectOperand(given, 2))
  const token = verifiedToken(call, jwt, constraints)
  if (token === undefined) return unverified()
  const payload = parseObject(token.payload)
  if (!meetsClaims(payload, constraints)) return unverified()
  return [true, token.header, payload]
}

function unverified(): Value {
  return [false, objectFrom([]), objectFrom([])]
}

/** A token may hold another, which is verified with the same keys: the innermost counts. */
function verifiedToken(call: BuiltinCall, jwt: Value, constraints: TokenConstraints) {
  let text = jwt
  for (;;) {
    const token = splitToken(call, text)
    const decoded = decodeHeader(token)
    const header = parseTokenHeader(decoded)
    if (header.algorithm === '' || !header.isUnderstood) return undefined
    if (constraints.algorithm !== '' && constraints.algorithm !== header.algorithm) return undefined
    if (!isSigned(call, token, header, constraints)) return undefined
    const payload = decodePayload(token)
    if (header.contentType.toLowerCase() !== 'jwt') return { header: decoded, payload }
    text = payload
  }
}

function isSigned(
  call: BuiltinCall,
  token: CompactToken,
  header: TokenHeader,
  { keys }: TokenConstraints,
): boolean {
  const signature = decodeSegment(token.signature)
  const algorithm = signatureAlgorithms.get(
    header.algorithm === 'Ed25519' ? 'EdDSA' : header.algorithm,
  )
  if (algorithm === undefined) return false
  const input = signingInput(token)
  if (keys.kind === 'secret') {
    const secret = { kind: 'secret', bytes: keys.secret } as const
    return verifySignature(algorithm, secret, input, signature, { strict: true })
  }
  return keysFor(header, keys.keys).some(({ key }) => {
    call.spend(verificationWork)
    return verifySignature(algorithm, key, input, signature, { strict: true })
  })
}

function meetsClaims(payload: PlainObject, constraints: TokenConstraints): boolean {
  const { issuer, audience } = constraints
  if (issuer !== '' && getKey(payload, 'iss') !== issuer) return false
  const given = getKey(payload, 'aud')
  // A token for an audience is for nobody else, also where the policy names no audience.
  if (given === undefined ? audience !== '' : !isAudience(given, audience)) return false
  const now = normalise(constraints.time / nanosecondsPerSecond)
  const expires = instant(payload, 'exp')
  if (expires !== undefined && compareNumbers(now, expires) >= 0) return false
  const begins = instant(payload, 'nbf')
  return begins === undefined || compareNumbers(now, begins) >= 0
}

function isAudience(given: Value, audience: string): boolean {
  return Array.isArray(given) ? given.includes(audience) : given === audience
}

/** In seconds since 1970. */
function instant(payload: PlainObject, name: 'exp' | 'nbf') {
  const value = getKey(payload, name)
  if (value === undefined || isNumber(value)) return value
  throw new BuiltinError(`${name} value must be a number`)
}
