import { crc32 } from 'node:zlib'
import { type RandomBytes, Secret } from '@sallyport/protocol'

/** What a secret of ours is for; the mark says it to whoever finds one. */
type SecretMark = 'sps' | 'spr'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** As many base62 digits as 256 bits take. */
const RANDOM_DIGITS = 43
/** As many as 32 bits take. */
const CHECKSUM_DIGITS = 6

/**
 * A new secret of 256 random bits: `sps_` (client secret) or `spr_` (registration access token), 43
 * base62 digits, and 6 digits of the CRC-32 of what stands before them. Secret scanners find it by its
 * shape, `sp[sr]_[0-9A-Za-z]{49}`, and by the checksum without asking us.
 */
export function makeMarkedSecret(mark: SecretMark, random: RandomBytes): Secret<string> {
  const number = BigInt(`0x${Buffer.from(random(32)).toString('hex')}`)
  const body = `${mark}_${inBase62(number, RANDOM_DIGITS)}`
  return new Secret(`${body}${checksumOf(body)}`)
}

/** Whether a text has the shape and the checksum of a secret of ours, whoever's it is. */
export function isMarkedSecret(text: string): boolean {
  if (!/^sp[sr]_[0-9A-Za-z]{49}$/.test(text)) return false
  const body = text.slice(0, -CHECKSUM_DIGITS)
  return text.slice(-CHECKSUM_DIGITS) === checksumOf(body)
}

function checksumOf(body: string): string {
  return inBase62(BigInt(crc32(body)), CHECKSUM_DIGITS)
}

function inBase62(number: bigint, width: number): string {
  let text = ''
  for (let rest = number; rest > 0n; rest /= 62n) text = `${DIGITS[Number(rest % 62n)]}${text}`
  return text.padStart(width, '0')
}
