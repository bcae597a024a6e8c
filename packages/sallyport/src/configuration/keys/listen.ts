import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Secret } from '@sallyport/protocol'
import type { ListenAddress, TlsSettings } from '../configuration.ts'
import type { Place } from '../read/place.ts'
import {
  type Reader,
  readInteger,
  readList,
  readObject,
  readText,
  shown,
} from '../read/read-value.ts'

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

/** Reads the files as well, so that a server that starts has a certificate and its key. */
const readTls: Reader<TlsSettings> = (place, value) => {
  const fields = readObject(place, value, ['cert', 'key'])
  const cert = fields?.required('cert', 'a PEM file with the certificate chain', readPemFile)
  const key = fields?.required('key', 'a PEM file with the private key', readPemFile)
  if (cert === undefined || key === undefined) return undefined
  const certificate = parse(() => new X509Certificate(cert))
  const privateKey = parse(() => createPrivateKey(key))
  if (certificate === undefined) place.at('cert').refuse('names a file that holds no certificate')
  if (privateKey === undefined) {
    place.at('key').refuse('names a file that holds no private key, or one under a passphrase')
  }
  if (certificate === undefined || privateKey === undefined) return undefined
  return certificate.checkPrivateKey(privateKey)
    ? { cert, key: new Secret(key) }
    : place.at('key').refuse('is not the key of the certificate in `cert`')
}

/** Answers what the file holds. Security: a key pasted in place of its file's name is not shown. */
const readPemFile: Reader<string> = (place, value) => {
  if (typeof value === 'string' && value.includes('-----BEGIN')) {
    return place.refuse('must be the name of a PEM file, not its content')
  }
  const name = readText(place, value)
  if (name === undefined) return undefined
  const file = resolve(place.context.baseFolder, name)
  return (
    parse(() => readFileSync(file, 'utf8')) ??
    place.refuse(`names a file that cannot be read: ${shown(file)}`)
  )
}

function parse<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function refuseRepeats(place: Place, addresses: readonly ListenAddress[]): void {
  const seen = new Set<string>()
  for (const [i, { host, port }] of addresses.entries()) {
    const name = `${host} ${port}`
    if (port !== 0 && seen.has(name)) place.at(i).refuse('repeats an address already in the list')
    seen.add(name)
  }
}
