import { resolve } from 'node:path'
import type { ListenAddress } from '../configuration.ts'
import type { Place } from '../read/place.ts'
import { type Reader, readInteger, readList, readObject, readText } from '../read/read-value.ts'

/** Where the authority listens when nothing is said. */
export const defaultListen: ListenAddress = { host: '127.0.0.1', port: 4000 }

/** Reads one address, or a list of at least one, none of them twice. */
export const readListen: Reader<readonly [ListenAddress, ...ListenAddress[]]> = (place, value) => {
  if (!Array.isArray(value)) {
    const address = readAddress(place, value)
    return address === undefined ? undefined : [address]
  }
  const [first, ...rest] = readList(readAddress)(place, value) ?? []
  if (value.length === 0) return place.refuse('is an empty list; name at least one address')
  if (first === undefined) return undefined
  refuseRepeats(place, [first, ...rest])
  return [first, ...rest]
}

const readAddress: Reader<ListenAddress> = (place, value) => {
  const fields = readObject(place, value, ['host', 'port', 'tls'])
  if (fields === undefined) return undefined
  const host = fields.withDefault('host', defaultListen.host, readHost)
  const port = fields.withDefault('port', defaultListen.port, readInteger(0, 65_535))
  const tls = fields.optional('tls', readTls)
  if (host === undefined || port === undefined) return undefined
  return tls === undefined ? { host, port } : { host, port, tls }
}

const readHost: Reader<string> = (place, value) => {
  const host = readText(place, value)
  if (host === undefined) return undefined
  return /^[0-9A-Za-z.:%_-]+$/.test(host)
    ? host
    : place.refuse('must be an address or host name without scheme, port or brackets')
}

const readTls: Reader<{ readonly certFile: string; readonly keyFile: string }> = (place, value) => {
  const fields = readObject(place, value, ['cert', 'key'])
  const certFile = fields?.required('cert', 'a PEM file with the certificate chain', readFile)
  const keyFile = fields?.required('key', 'a PEM file with the private key', readFile)
  return certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile }
}

/** Security: a key pasted in place of its file's name is refused without being shown. */
const readFile: Reader<string> = (place, value) => {
  if (typeof value === 'string' && value.includes('-----BEGIN')) {
    return place.refuse('must be the name of a PEM file, not its content')
  }
  const file = readText(place, value)
  return file === undefined ? undefined : resolve(place.context.baseFolder, file)
}

function refuseRepeats(place: Place, addresses: readonly ListenAddress[]): void {
  const seen = new Set<string>()
  for (const [i, { host, port }] of addresses.entries()) {
    const name = `${host} ${port}`
    if (port !== 0 && seen.has(name)) place.at(i).refuse('repeats an address already in the list')
    seen.add(name)
  }
}
