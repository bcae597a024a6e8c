import { type Discovery, discoverEndpoint } from './discover-endpoint.ts'
import { fetchJson } from './fetch-json.ts'
import { importKeySet, type KeySet } from './import-key-set.ts'
import { checkEndpointUrl } from './issuer-urls.ts'

interface KeySetDiscovery extends Discovery {
  /** Where the keys are, when the issuer's metadata is not to be asked. */
  readonly jwksUri?: string
}

/**
 * Fetches the metadata of an issuer and the keys that it points to. Throws when either cannot be had or
 * trusted.
 * @see RFC 8414 §3, OpenID Connect Discovery 1.0 §4
 */
export async function discoverKeySet(
  discovery: KeySetDiscovery,
  signal: AbortSignal,
): Promise<KeySet> {
  const { fetch, jwksUri } = discovery
  const keyUrl =
    jwksUri === undefined
      ? await discoverEndpoint('jwks_uri', discovery, signal)
      : checkEndpointUrl('jwks_uri', jwksUri, discovery)
  const document = await fetchJson(keyUrl, fetch, signal)
  const keys = document?.keys
  if (!Array.isArray(keys)) throw new Error(`\`${keyUrl}\` is not a set of keys`)
  return importKeySet(keys)
}
