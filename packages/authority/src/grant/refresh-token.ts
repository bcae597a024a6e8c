import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { type RandomBytes, Secret } from '@sallyport/protocol'
import { grantHandleBytes, grantIdOf } from './grant-handle.ts'

/**
 * A refresh token: version (1 byte), the grant's handle (16), generation (4, big endian), randomness
 * (16), and an HMAC-SHA-256 over all of that (32); base64url, 92 characters.
 * The MAC says that it is ours before the store is asked anything: a forged one has no effect.
 */
export interface RefreshToken {
  readonly handle: Uint8Array
  readonly grantId: string
  /** 0 for the one issued with the code. */
  readonly generation: number
  /** SHA-256 of the token, base64url: what is stored. */
  readonly digest: string
}

const VERSION = 1
const GENERATION_AT = 1 + grantHandleBytes
const RANDOM_BYTES = 16
const BODY_BYTES = GENERATION_AT + 4 + RANDOM_BYTES
const SHAPE = /^[A-Za-z0-9_-]{92}$/

/**
 * Makes and reads refresh tokens under a key derived from the configuration's secret. One that was made
 * under a previous secret is read too; its successor is not under it any more.
 */
export interface RefreshTokenCodec {
  make(handle: Uint8Array, generation: number): { text: Secret<string>; token: RefreshToken }
  /** Undefined if it is not one of ours. */
  parse(text: string): RefreshToken | undefined
}

export function createRefreshTokenCodec(
  secret: Secret<string>,
  random: RandomBytes,
  previousSecrets: readonly Secret<string>[] = [],
): RefreshTokenCodec {
  const macs = [secret, ...previousSecrets].map(deriveMac)
  const [macOf = deriveMac(secret)] = macs
  return {
    make: (handle, generation) => {
      const body = Buffer.alloc(BODY_BYTES)
      body.writeUInt8(VERSION, 0)
      body.set(handle, 1)
      body.writeUInt32BE(generation, GENERATION_AT)
      body.set(random(RANDOM_BYTES), GENERATION_AT + 4)
      const text = Buffer.concat([body, macOf(body)]).toString('base64url')
      return { text: new Secret(text), token: describe(text, body) }
    },
    parse: (text) => {
      if (!SHAPE.test(text)) return undefined
      const bytes = Buffer.from(text, 'base64url')
      const body = bytes.subarray(0, BODY_BYTES)
      const mac = bytes.subarray(BODY_BYTES)
      if (!macs.some((macUnder) => timingSafeEqual(mac, macUnder(body)))) return undefined
      return body.readUInt8(0) === VERSION ? describe(text, body) : undefined
    },
  }
}

function deriveMac(secret: Secret<string>): (body: Uint8Array) => Buffer {
  const key = Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'sallyport refresh tokens', 32))
  return (body) => createHmac('sha256', key).update(body).digest()
}

function describe(text: string, body: Buffer): RefreshToken {
  const handle = body.subarray(1, GENERATION_AT)
  return {
    handle,
    grantId: grantIdOf(handle),
    generation: body.readUInt32BE(GENERATION_AT),
    digest: createHash('sha256').update(text).digest('base64url'),
  }
}
