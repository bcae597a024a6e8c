import { createHash } from 'node:crypto'
import type { ClientRecord } from '@sallyport/store'

/**
 * Digest of what a person is shown of a client and relies on when they allow it: who vouches for it and,
 * where nobody else does, its name, where answers may go, and how it proves who it is. The order of its
 * lists and of the members of its keys says nothing. SHA-256, base64url.
 *
 * For a client that the operator vouches for, that alone: what it is called and where it lives is the
 * operator's word before and after a change.
 */
export function digestClient(client: ClientRecord): string {
  const relied = client.origin === 'operator' ? ['operator'] : ownWords(client)
  return createHash('sha256').update(JSON.stringify(relied)).digest('base64url')
}

function ownWords(client: ClientRecord): readonly unknown[] {
  return [
    client.origin,
    client.client_name ?? null,
    [...client.redirect_uris].sort(),
    client.token_endpoint_auth_method,
    client.jwks_uri ?? null,
    client.jwks?.keys.map((key) => JSON.stringify(Object.entries(key).sort(byName))).sort() ?? null,
  ]
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
