import { quoteGo } from '../../values/quote-go.ts'
import { utf8 } from '../../values/text.ts'
import { BuiltinError } from '../builtin.ts'
import { percentDecode, wrongEscape } from '../encoding/percent-encoding.ts'
import { checkAddress } from './check-address.ts'

const plainInHost = /^[A-Za-z0-9!"$&'()*+,\-.:;<=>[\]_~]$/
const optionalPort = /^(?::[0-9]*)?$/

/** `host[:port]`, decoded; IPv6 addresses stay in brackets. Throws BuiltinError. */
export function parseHost(text: string): string {
  const open = text.lastIndexOf('[')
  if (open > 0) throw new BuiltinError('invalid IP-literal')
  if (open === 0) return parseIpLiteral(text)
  // Lists of hosts, each with a port, are in use with databases: only the last port is looked at.
  const colon = text.lastIndexOf(':')
  if (colon >= 0) checkPort(text.slice(colon))
  return decodeHost(text)
}

function parseIpLiteral(text: string): string {
  const close = text.lastIndexOf(']')
  if (close < 0) throw new BuiltinError("missing ']' in host")
  const port = text.slice(close + 1)
  checkPort(port)
  const inside = text.slice(1, close)
  const zone = inside.indexOf('%25')
  const address =
    zone < 0
      ? decodeHost(inside)
      : decodeHost(inside.slice(0, zone)) + decodeZone(inside.slice(zone))
  checkVersion(address)
  return `[${address}]${port}`
}

/** Only an address of version 6 may stand in brackets. */
function checkVersion(address: string): void {
  try {
    if (checkAddress(address) === 6) return
  } catch (error) {
    if (!(error instanceof BuiltinError)) throw error
    throw new BuiltinError(`invalid host: ${error.message}`)
  }
  throw new BuiltinError('invalid IP-literal')
}

function checkPort(port: string): void {
  if (!optionalPort.test(port)) {
    throw new BuiltinError(`invalid port ${quoteGo(port)} after host`)
  }
}

/** Only bytes beyond ASCII, and `%` itself, may be escaped. */
function decodeHost(text: string): string {
  return decode(text, (byte) => byte >= 0x80)
}

/** In the zone of an address whatever may stand in a host may also be escaped, and the space. */
function decodeZone(text: string): string {
  return decode(text, (byte) => byte === 0x20 || isPlain(byte))
}

function decode(text: string, mayBeEscaped: (byte: number) => boolean): string {
  const bytes = utf8(text)
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    if (byte === 0x25) {
      const digits = String.fromCharCode(...bytes.subarray(i + 1, i + 3))
      const sound = /^[0-9a-fA-F]{2}$/.test(digits)
      if (!sound || (digits !== '25' && !mayBeEscaped(Number.parseInt(digits, 16)))) {
        throw wrongEscape(bytes.subarray(i, i + 3))
      }
      i += 2
    } else if (byte < 0x80 && !isPlain(byte)) {
      throw new BuiltinError(`invalid character ${quoteGo(String.fromCharCode(byte))} in host name`)
    }
  }
  return percentDecode(text)
}

function isPlain(byte: number): boolean {
  return plainInHost.test(String.fromCharCode(byte))
}
