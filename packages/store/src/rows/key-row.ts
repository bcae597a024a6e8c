import type { KeyRecord } from '@sallyport/protocol'
import { type Row, readInteger, readIntegerOrNull, readText, readWord } from './row.ts'

/** The record of a row of `signing_keys`, whichever database answers it. */
export function keyFrom(row: Row): KeyRecord {
  const retiredAt = readIntegerOrNull(row, 'retired_at')
  return Object.freeze({
    kid: readText(row, 'kid'),
    alg: readWord(row, 'alg', ['ES256', 'RS256']),
    publicJwk: readText(row, 'public_jwk'),
    sealedPrivateKey: readText(row, 'sealed_private_key'),
    status: readWord(row, 'status', ['next', 'signing', 'retired', 'withdrawn']),
    createdAt: readInteger(row, 'created_at'),
    signsFrom: readInteger(row, 'signs_from'),
    ...(retiredAt === null ? {} : { retiredAt }),
  })
}
