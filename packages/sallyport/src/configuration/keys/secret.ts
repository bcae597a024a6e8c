import type { SecretSource, StoreConfiguration } from '../configuration.ts'
import type { Place } from '../read/place.ts'
import { readLongSecret } from '../read/read-secret.ts'
import { type Fields, type Reader, readList } from '../read/read-value.ts'

/** Shorter ones could be guessed by who gets hold of the store. */
export const leastSecretLength = 32

/** Reads `secret`: required by `serve`; `dev` may leave it to be generated. */
export function readSecretSource(
  place: Place,
  fields: Fields,
  store: StoreConfiguration | undefined,
): SecretSource | undefined {
  if (fields.has('secret')) return fields.optional('secret', readGiven)
  if (place.context.command === 'serve') {
    return place
      .at('secret')
      .refuse(
        `is required by \`serve\`: at least ${leastSecretLength} characters, best \`{ env: 'NAME' }\` of a variable filled by \`openssl rand -hex 32\``,
      )
  }
  if (store === undefined) return undefined
  if (store.kind === 'scaled') {
    return place
      .at('secret')
      .refuse('is required with `store.redis`: every node must have the same one')
  }
  return store.file === ':memory:'
    ? { kind: 'random' }
    : { kind: 'kept', file: `${store.file}.secret` }
}

/** Reads `previousSecrets`. */
export const readPreviousSecrets = readList(readLongSecret(leastSecretLength))

const readGiven: Reader<SecretSource> = (place, value) => {
  const secret = readLongSecret(leastSecretLength)(place, value)
  return secret === undefined ? undefined : { kind: 'given', value: secret }
}
