import { Secret } from '@sallyport/protocol'
import type { Place } from './place.ts'
import { kindOf, type Reader, readObject } from './read-value.ts'

/**
 * Reads a secret: the text, or `{ env: 'NAME' }`. Security: no message shows any part of it, nor a
 * variable's name that does not look like one (a secret pasted there).
 */
export const readSecret: Reader<Secret<string>> = (place, value) => {
  if (typeof value === 'string') {
    return value === ''
      ? place.refuse("is empty; give it a value or `{ env: 'NAME' }`")
      : new Secret(value)
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    return place.refuse(`must be a text or \`{ env: 'NAME' }\`, not ${kindOf(value)}`)
  }
  const fields = readObject(place, value, ['env'])
  return fields?.required('env', 'the name of an environment variable', readVariable)
}

/** Reads a secret of at least `leastLength` characters. */
export function readLongSecret(leastLength: number): Reader<Secret<string>> {
  return (place, value) => {
    const secret = readSecret(place, value)
    if (secret === undefined) return undefined
    return secret.reveal().length >= leastLength
      ? secret
      : place.refuse(
          `is too short: at least ${leastLength} characters, best from \`openssl rand -hex 32\``,
        )
  }
}

const readVariable: Reader<Secret<string>> = (place: Place, name: unknown) => {
  if (typeof name !== 'string' || !/^[A-Z_][A-Z0-9_]{0,63}$/.test(name)) {
    return place.refuse(
      'must be the name of an environment variable: capital letters, digits and underscores',
    )
  }
  const { env } = place.context
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  return value === undefined || value === ''
    ? place.refuse(`names the environment variable \`${name}\`, which is not set; set it`)
    : new Secret(value)
}
