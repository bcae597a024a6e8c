import { isNumber, typeName } from '../../values/kind.ts'
import { toDouble } from '../../values/numbers.ts'
import { type ObjectValue, sortedEntries } from '../../values/objects.ts'
import { utf8 } from '../../values/text.ts'
import type { Value } from '../../values/value.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { type VerificationKey, verificationKeys } from './verification-key.ts'

/** What `io.jwt.decode_verify` demands of a token. */
export interface TokenConstraints {
  readonly keys: TrustedKeys
  /** "" for any. */
  readonly algorithm: string
  readonly issuer: string
  /** "" for none. */
  readonly audience: string
  /** Nanoseconds since 1970. */
  readonly time: number
}

export type TrustedKeys =
  | { readonly kind: 'asymmetric'; readonly keys: readonly VerificationKey[] }
  | { readonly kind: 'secret'; readonly secret: Uint8Array }

/** Throws BuiltinError for a constraint that is unknown or of the wrong type, and where there is not one key. */
export function parseTokenConstraints(call: BuiltinCall, given: ObjectValue): TokenConstraints {
  const texts = { alg: '', iss: '', aud: '', secret: '' }
  let keys: readonly VerificationKey[] | undefined
  let time: number | undefined
  for (const [key, value] of sortedEntries(given)) {
    if (key === 'cert') keys = verificationKeys(call, textOf(key, value))
    else if (key === 'time') time = parseTime(value)
    else if (typeof key === 'string' && Object.hasOwn(texts, key)) {
      texts[key as keyof typeof texts] = textOf(key, value)
    } else {
      // Security: a constraint that is mistyped must not go unchecked.
      const name = typeof key === 'string' ? key : typeName(key)
      throw new BuiltinError(`unknown token validation constraint: ${name}`)
    }
  }
  if (keys !== undefined && texts.secret !== '') {
    throw new BuiltinError('duplicate key constraints')
  }
  if (keys === undefined && texts.secret === '') throw new BuiltinError('no key constraint')
  return {
    keys:
      keys === undefined
        ? { kind: 'secret', secret: utf8(texts.secret) }
        : { kind: 'asymmetric', keys },
    algorithm: texts.alg,
    issuer: texts.iss,
    audience: texts.aud,
    time: time ?? Number(call.now()),
  }
}

function textOf(name: string, value: Value): string {
  if (typeof value === 'string') return value
  throw new BuiltinError(`${name} constraint: must be a string`)
}

function parseTime(value: Value): number {
  if (!isNumber(value)) throw new BuiltinError('token time constraint: must be a number')
  const time = toDouble(value)
  if (!Number.isFinite(time)) throw new BuiltinError('token time constraint: unvalid float64')
  if (time < 0) throw new BuiltinError('token time constraint: must not be negative')
  return time
}
