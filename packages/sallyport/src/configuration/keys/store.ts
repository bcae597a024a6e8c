import { resolve } from 'node:path'
import type { Secret } from '@sallyport/protocol'
import type { EmbeddedStore, ScaledStore, StoreConfiguration } from '../configuration.ts'
import type { Place } from '../read/place.ts'
import { readSecret } from '../read/read-secret.ts'
import {
  type Fields,
  type Reader,
  readList,
  readObject,
  readText,
  readWord,
} from '../read/read-value.ts'

/** Reads where everything is remembered; relative files count from the configuration's folder. */
export const readStore: Reader<StoreConfiguration> = (place, value) => {
  const fields = readObject(place, value, ['sqlite', 'durability', 'redis', 'postgres'])
  if (fields === undefined) return undefined
  const isScaled = fields.has('redis') || fields.has('postgres')
  return isScaled ? readScaled(place, fields) : readEmbedded(place, fields)
}

function readEmbedded(place: Place, fields: Fields): EmbeddedStore | undefined {
  const durability = fields.withDefault(
    'durability',
    place.context.command === 'serve' ? 'power' : 'process',
    readWord(['process', 'power']),
  )
  const file = fields.required('sqlite', 'a file name, or `:memory:`', (at, text) => {
    const name = readText(at, text)
    return name === undefined || name === ':memory:' ? name : resolve(at.context.baseFolder, name)
  })
  if (file === undefined || durability === undefined) return undefined
  if (file === ':memory:' && place.context.command === 'serve') {
    place.at('sqlite').warn('is `:memory:`: everything is forgotten when the process ends')
  }
  return { kind: 'sqlite', file, durability }
}

function readScaled(place: Place, fields: Fields): ScaledStore | undefined {
  const redis = fields.required('redis', 'a URL such as `redis://redis.internal:6379`', readRedis)
  const postgres = fields.required(
    'postgres',
    'a URL such as `postgres://user@db.internal/sallyport`',
    readUrl(['postgres', 'postgresql']),
  )
  const foreign = (['sqlite', 'durability'] as const).filter((name) => fields.has(name))
  for (const name of foreign) {
    place.at(name).refuse('means nothing beside `redis` and `postgres`; leave one of them out')
  }
  if (redis === undefined || postgres === undefined || foreign.length > 0) return undefined
  return { kind: 'scaled', redis, postgres }
}

/** One server or Sentinel, or a list of nodes of a Cluster. */
const readRedis: Reader<ScaledStore['redis']> = (place, value) => {
  if (!Array.isArray(value)) return readOneRedis(place, value)
  const nodes = readNodes(place, value)
  return nodes?.length === 0 ? place.refuse('is empty; name a node of the Cluster') : nodes
}

/** Security: a URL may hold a password, so no message shows any part of it. */
function readUrl(schemes: readonly string[]): Reader<Secret<string>> {
  return (place, value) => {
    const url = readSecret(place, value)
    if (url === undefined) return undefined
    const isKnown = schemes.some((scheme) => url.reveal().startsWith(`${scheme}://`))
    const allowed = schemes.map((scheme) => `\`${scheme}://\``).join(' or ')
    return isKnown ? url : place.refuse(`must be a URL that begins with ${allowed}`)
  }
}

const readOneRedis = readUrl(['redis', 'rediss', 'redis-sentinel'])
const readNodes = readList(readUrl(['redis', 'rediss']))
