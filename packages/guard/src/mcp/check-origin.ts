import { headerValues } from '@sallyport/protocol/peer'
import { originRefused } from '../cors/cors.ts'
import type { Answer, FrontRequest } from '../verdict.ts'

/**
 * Refuses what comes from a page of an origin that is not listed; programs send no `Origin`.
 * Security: DNS rebinding. A stranger's page whose name has come to mean this machine still says its
 * own origin.
 * @see MCP 2026-07-28, Transports, Security
 */
export function refuseForeignOrigin(
  { headers }: FrontRequest,
  origins: ReadonlySet<string>,
): Answer | undefined {
  return headerValues(headers, 'origin').every((origin) => origins.has(origin))
    ? undefined
    : originRefused
}
