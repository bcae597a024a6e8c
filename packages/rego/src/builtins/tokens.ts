import { getKey } from '../values/objects.ts'
import { utf8 } from '../values/text.ts'
import type { PlainObject, Value } from '../values/value.ts'
import { type Builtin, type BuiltinCall, BuiltinError } from './builtin.ts'
import { encodeHex } from './encoding/hex.ts'
import { stringOperand } from './operand.ts'
import { spendText } from './text-work.ts'
import {
  decodeHeader,
  decodePayload,
  decodeSegment,
  parseObject,
  signingInput,
  splitToken,
  within,
} from './tokens/compact-token.ts'
import { decodeVerify } from './tokens/decode-verify.ts'
import { encodeSign, encodeSignRaw } from './tokens/encode-sign.ts'
import {
  type AsymmetricAlgorithm,
  verifyHmac,
  verifySignature,
} from './tokens/signature-algorithm.ts'
import { parseTokenHeader } from './tokens/token-header.ts'
import { keysFor, verificationWork } from './tokens/trusted-keys.ts'
import { verificationKeys } from './tokens/verification-key.ts'
import { any, boolean, object, string, tuple } from './type.ts'

const hashes = ['256', '384', '512'] as const
const anyObject = object(any, any)
const jsonObject = object(string, any)

/** JSON Web Tokens. @see RFC 7519 */
export const tokens: readonly Builtin[] = [
  {
    name: 'io.jwt.decode',
    description:
      'Takes a token apart without verifying it: whoever sent it may have written it. Of a nested token (`cty` is `JWT`) the inner one.',
    args: [{ name: 'jwt', description: 'the token', type: string }],
    result: {
      name: 'output',
      description: '`[header, payload, signature]`, the signature in hexadecimal digits',
      type: tuple(anyObject, anyObject, string),
    },
    evaluate: decode,
  },
  {
    name: 'io.jwt.decode_verify',
    description:
      'Verifies the signature and claims of a token and takes it apart. Constraints: `cert` (PEM certificate, PEM public key, JSON Web Key or a set of them) or `secret` (for HMAC), one of which must be there; `alg`; `iss`; `aud`, without which a token that has an audience is refused; `time` in nanoseconds since 1970, by default now, against which `exp` and `nbf` are checked. Algorithms: `HS256`, `RS256`, `PS256`, `ES256`, the same with 384 and 512, and `EdDSA`.',
    args: [
      { name: 'jwt', description: 'the token', type: string },
      { name: 'constraints', description: 'what it must meet', type: jsonObject },
    ],
    result: {
      name: 'output',
      description: '`[true, header, payload]`, or `[false, {}, {}]` where it does not meet them',
      type: tuple(boolean, anyObject, anyObject),
    },
    nondeterministic: true,
    evaluate: decodeVerify,
  },
  ...hashes.flatMap((bits) => [
    verifier(`rs${bits}`, { family: 'rsa', hash: `sha${bits}` }),
    verifier(`ps${bits}`, { family: 'rsaPss', hash: `sha${bits}` }),
    verifier(`es${bits}`, { family: 'ecdsa', hash: `sha${bits}` }),
    hmacVerifier(bits),
  ]),
  verifier('eddsa', { family: 'eddsa' }),
  {
    name: 'io.jwt.encode_sign',
    description: 'Makes a signed token of header and payload. The header must have `alg`.',
    args: [
      { name: 'headers', description: 'the header', type: jsonObject },
      { name: 'payload', description: 'the payload', type: jsonObject },
      {
        name: 'key',
        description: 'the JSON Web Key to sign with, or a set whose first key it is',
        type: jsonObject,
      },
    ],
    result: { name: 'output', description: 'the token', type: string },
    nondeterministic: true,
    evaluate: encodeSign,
  },
  {
    name: 'io.jwt.encode_sign_raw',
    description:
      'Makes a signed token of header and payload that are given as texts, and so stay as they are written.',
    args: [
      { name: 'headers', description: 'the header as JSON; it must have `alg`', type: string },
      {
        name: 'payload',
        description: 'the payload; JSON unless the `typ` of the header says otherwise',
        type: string,
      },
      { name: 'key', description: 'the JSON Web Key to sign with, as JSON', type: string },
    ],
    result: { name: 'output', description: 'the token', type: string },
    nondeterministic: true,
    evaluate: encodeSignRaw,
  },
]

function decode(call: BuiltinCall, jwt: Value): Value {
  const token = splitToken(call, jwt)
  const header = decodeHeader(token)
  const payload = decodePayload(token)
  if (isNested(header)) {
    // Some write the inner token with quotation marks.
    return decode(call, withoutQuotes(payload))
  }
  const claims = parseObject(payload)
  const signature = within('JWT signature had invalid encoding', () =>
    decodeSegment(token.signature),
  )
  return [header, claims, encodeHex(signature)]
}

/** Security: a pattern for those at the end would take quadratic time. */
function withoutQuotes(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isQuote(text.charAt(start))) start++
  while (end > start && isQuote(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'"
}

function isNested(header: PlainObject): boolean {
  const contentType = getKey(header, 'cty')
  if (contentType === undefined || typeof contentType === 'string') return contentType === 'JWT'
  throw new BuiltinError('cty: must be a string')
}

function verifier(name: string, algorithm: AsymmetricAlgorithm): Builtin {
  return {
    name: `io.jwt.verify_${name}`,
    description: `Whether a token is signed with ${name === 'eddsa' ? 'EdDSA' : name.toUpperCase()} and the given key. Does not look at its claims.`,
    args: [
      { name: 'jwt', description: 'the token', type: string },
      {
        name: 'certificate',
        description: 'PEM certificate, PEM public key, JSON Web Key or a set of them',
        type: string,
      },
    ],
    result: { name: 'result', description: 'whether the signature is right', type: boolean },
    evaluate: (call, jwt, certificate) => {
      const token = splitToken(call, jwt)
      const keys = verificationKeys(call, stringOperand(certificate, 2))
      const signature = decodeSegment(token.signature)
      const header = parseTokenHeader(decodeHeader(token))
      const input = signingInput(token)
      return keysFor(header, keys).some(({ key, isPrivate }) => {
        call.spend(verificationWork)
        return !isPrivate && verifySignature(algorithm, key, input, signature, { strict: false })
      })
    },
  }
}

function hmacVerifier(bits: (typeof hashes)[number]): Builtin {
  return {
    name: `io.jwt.verify_hs${bits}`,
    description: `Whether a token is signed with HS${bits} and the given secret. Does not look at its claims.`,
    args: [
      { name: 'jwt', description: 'the token', type: string },
      { name: 'secret', description: 'the secret', type: string },
    ],
    result: { name: 'result', description: 'whether the signature is right', type: boolean },
    evaluate: (call, jwt, secret) => {
      stringOperand(jwt, 1)
      const text = stringOperand(secret, 2)
      const token = splitToken(call, jwt)
      spendText(call, text.length)
      const key = utf8(text)
      const signature = decodeSegment(token.signature)
      return verifyHmac(`sha${bits}`, key, signingInput(token), signature)
    },
  }
}
