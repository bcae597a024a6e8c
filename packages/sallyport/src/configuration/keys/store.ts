import { resolve } from 'node:path'
import type { StoreConfiguration } from '../configuration.ts'
import { type Reader, readObject, readText, readWord } from '../read/read-value.ts'

/** Reads where everything is remembered; relative files count from the configuration's folder. */
export const readStore: Reader<StoreConfiguration> = (place, value) => {
  const fields = readObject(place, value, ['sqlite', 'durability', 'redis', 'postgres'])
  if (fields === undefined) return undefined
  const unavailable = ['redis', 'postgres'].filter((name) => fields.has(name))
  for (const name of unavailable) place.at(name).refuse('is not available yet: use `sqlite`')
  const durability = fields.withDefault(
    'durability',
    place.context.command === 'serve' ? 'power' : 'process',
    readWord(['process', 'power']),
  )
  if (unavailable.length > 0) return undefined
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
