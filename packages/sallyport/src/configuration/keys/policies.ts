import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type BundleKey, checkKeys, signatureAlgorithms } from '@sallyport/policies/keys'
import type { PolicySettings } from '../configuration.ts'
import type { Place } from '../read/place.ts'
import { readSecret } from '../read/read-secret.ts'
import {
  type Fields,
  type Reader,
  readList,
  readObject,
  readText,
  readTruth,
  readWord,
  shown,
} from '../read/read-value.ts'

const known = ['path', 'entrypoints', 'regoVersion', 'strict', 'signedBy', 'signatureScope']

/** Reads where the policies lie and what must hold of them; a text is their path. */
export const readPolicies: Reader<PolicySettings> = (place, value) => {
  if (typeof value === 'string') {
    const path = readPath(place, value)
    return path === undefined ? undefined : { path }
  }
  const fields = readObject(place, value, known)
  const path = fields?.required(
    'path',
    'a folder of Rego and data files, a bundle (`.tar.gz`) or a `.wasm` file',
    readPath,
  )
  if (fields === undefined || path === undefined) return undefined
  const rules = readRules(fields)
  if (rules.signatureScope !== undefined && !fields.has('signedBy')) {
    return place.at('signatureScope').refuse('says nothing without `signedBy`')
  }
  return { path, ...withoutUndefined(rules) }
}

function readRules(fields: Fields) {
  return {
    entrypoints: fields.optional('entrypoints', readEntrypoints),
    regoVersion: fields.optional('regoVersion', readWord(['v0', 'v1'])),
    strict: fields.optional('strict', readTruth),
    signedBy: fields.optional('signedBy', readKeys),
    signatureScope: fields.optional('signatureScope', readText),
  }
}

function withoutUndefined(rules: ReturnType<typeof readRules>): Omit<PolicySettings, 'path'> {
  return Object.fromEntries(Object.entries(rules).filter(([, rule]) => rule !== undefined))
}

const readPath: Reader<string> = (place, value) => {
  const path = readText(place, value)
  return path === undefined ? undefined : resolve(place.context.baseFolder, path)
}

const readEntrypoints: Reader<readonly string[]> = (place, value) => {
  const paths = readList(readText)(place, value)
  return paths?.length === 0 ? place.refuse('is an empty list; name at least one rule') : paths
}

const readKeys: Reader<readonly BundleKey[]> = (place, value) => {
  const keys = readList(readKey)(place, value)
  if (keys === undefined) return undefined
  try {
    checkKeys(keys)
    return keys
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return place.refuse(`cannot be used: ${error.message}`)
  }
}

const readKey: Reader<BundleKey> = (place, value) => {
  const fields = readObject(place, value, ['keyId', 'algorithm', 'file', 'secret'])
  if (fields === undefined) return undefined
  const keyId = fields.optional('keyId', readText)
  const algorithm = fields.required(
    'algorithm',
    'such as `RS256`, `ES256` or `HS256`',
    readWord(signatureAlgorithms),
  )
  if (algorithm === undefined) return undefined
  const [name, other] = algorithm.startsWith('HS') ? ['secret', 'file'] : ['file', 'secret']
  if (fields.has(other)) return place.at(other).refuse(`is not for ${algorithm}: give \`${name}\``)
  const key =
    name === 'secret'
      ? fields.required('secret', 'the shared secret', readSecret)
      : fields.required('file', 'a PEM file with the public key or certificate', readPublicKey)
  if (key === undefined) return undefined
  return { algorithm, key, ...(keyId === undefined ? {} : { keyId }) }
}

const readPublicKey: Reader<string> = (place: Place, value) => {
  const name = readText(place, value)
  if (name === undefined) return undefined
  const file = resolve(place.context.baseFolder, name)
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return place.refuse(`names a file that cannot be read: ${shown(file)}`)
  }
}
