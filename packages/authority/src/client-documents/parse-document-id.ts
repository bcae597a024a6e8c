import { fitForAudit } from '@sallyport/audit'
import { documentPolicy } from '../clients/document-policy.ts'
import { parseTarget } from '../outbound/target.ts'

const MAX_LENGTH = 255
const DOT_SEGMENT = /(?:\/|%2f|%5c)(?:\.|%2e){1,2}(?:[/?]|%2f|%5c|$)/i

/**
 * The address that a client id is; undefined if it cannot be one: https, with a path, without dot segments,
 * fragment or user name, in the one spelling that a URL parser gives back, so that two ids never lead to
 * one place. On loopback, for development, where the authority itself is on loopback: http as well.
 * Security: never an address of the authority's own, so that no document is fetched to answer for a
 * document (ATTACKS.md J10).
 * @see draft-ietf-oauth-client-id-metadata-document-01 §3
 */
export function parseDocumentId(clientId: string, issuer: string): URL | undefined {
  if (clientId.length > MAX_LENGTH || !URL.canParse(clientId)) return undefined
  const target = parseTarget(clientId, documentPolicy(issuer))
  if (target === undefined || target.url.href !== clientId) return undefined
  const { url } = target
  if (DOT_SEGMENT.test(clientId) || clientId.includes('#') || url.pathname === '/') return undefined
  if (url.host === new URL(issuer).host) return undefined
  // What the audit log could not keep as it is cannot act here.
  return fitForAudit(clientId) === clientId ? url : undefined
}
