import { canonicalAddress } from '@sallyport/protocol/peer'

/**
 * Who vouches for an address, and so what it may be:
 * - `public`: nobody (a stranger named it): https, and no special-use address at all;
 * - `public-or-loopback`: the same, and in addition http or https on a loopback host, for an authority
 *   that is on loopback itself (draft-ietf-oauth-client-id-metadata-document-01 §6.5);
 * - `operator`: the operator of the authority: https into private networks as well, http on a loopback host.
 */
export type OutboundPolicy = 'public' | 'public-or-loopback' | 'operator'

/** A URL that a request may be sent to, as far as its text tells. */
export interface OutboundTarget {
  readonly url: URL
  readonly port: number
  readonly isSecure: boolean
  /** The host is a loopback address or `localhost` by its name, and the policy allows that. */
  readonly isLoopback: boolean
  /** Where the host says so itself; undefined: its name must be resolved. */
  readonly addresses: readonly string[] | undefined
}

const LOOPBACK_ADDRESSES = new Map([
  // Security: never asked of the DNS (RFC 6761 §6.3).
  ['localhost', ['127.0.0.1', '::1']],
  ['127.0.0.1', ['127.0.0.1']],
  ['[::1]', ['::1']],
])
const MAX_LENGTH = 2048
/** Outside https's own, only ports that belong to no old service of the system. */
const FIRST_UNPRIVILEGED_PORT = 1024

/**
 * The target that a URL names; undefined where the policy has no place for it. The URL parser has
 * resolved the forms that hide an address (`0x7f.1`, `2130706433`, `[::ffff:7f00:1]`) before this looks.
 */
export function parseTarget(text: string, policy: OutboundPolicy): OutboundTarget | undefined {
  if (text.length > MAX_LENGTH || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const isSecure = url.protocol === 'https:'
  if (!isSecure && url.protocol !== 'http:') return undefined
  // Security: a user name would become a credential, or hide the host (`https://good.example@evil`).
  if (url.username !== '' || url.password !== '' || url.hash !== '') return undefined
  if (url.hostname === '' || url.hostname.endsWith('.')) return undefined
  const loopback = policy === 'public' ? undefined : LOOPBACK_ADDRESSES.get(url.hostname)
  const isLoopback = loopback !== undefined
  if (!isSecure && !isLoopback) return undefined
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port)
  if (!isLoopback && port !== 443 && port < FIRST_UNPRIVILEGED_PORT) return undefined
  return { url, port, isSecure, isLoopback, addresses: loopback ?? literalAddress(url.hostname) }
}

function literalAddress(hostname: string): readonly string[] | undefined {
  const address = canonicalAddress(hostname.replace(/^\[(.*)\]$/, '$1'))
  return address === undefined ? undefined : [address]
}
