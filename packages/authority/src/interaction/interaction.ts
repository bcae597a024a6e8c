import { createHash } from 'node:crypto'
import { accept, type Result, refuse } from '@sallyport/protocol'
import type { InteractionRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import type { AuthorizationRequest } from '../authorize/authorization-request.ts'
import { formatCookie, readCookie } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'

const LIFETIME_SECONDS = 600
const BROWSER_COOKIE = '__Host-sallyport-browser'

/** An authorization request that waits for a person, in the hands of the browser that began it. */
export interface Interaction {
  readonly id: string
  readonly request: AuthorizationRequest
  /** Value of the browser cookie; forms are bound to it. */
  readonly browser: string
}

/**
 * Opens an interaction for this browser, which gets a cookie if it has none.
 * Security: the id alone opens nothing; a link to somebody else's interaction is refused (session
 * swapping).
 */
export async function openInteraction(
  request: AuthorizationRequest,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<{ readonly interaction: Interaction; readonly cookies: readonly string[] }> {
  const known = readCookie(exchange.request.headers, BROWSER_COOKIE)
  const browser = known ?? randomText(options, 32)
  const interaction = { id: randomText(options, 16), request, browser }
  await options.store.interactions.save({
    id: interaction.id,
    browserDigest: digest(browser),
    request: JSON.stringify(request),
    expiresAt: exchange.now + LIFETIME_SECONDS,
  })
  return {
    interaction,
    cookies: known === undefined ? [formatCookie(BROWSER_COOKIE, browser)] : [],
  }
}

/** Finds the interaction of an id in this browser; refused alike if unknown, over or another's. */
export async function loadInteraction(
  id: string | undefined,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Result<Interaction, 'no_interaction'>> {
  const browser = readCookie(exchange.request.headers, BROWSER_COOKIE)
  if (id === undefined || browser === undefined) return refuse('no_interaction')
  const record = await options.store.interactions.find(id, exchange.now)
  return openRecord(record, browser)
}

/** Ends an interaction that was loaded before; of two answers at once only one gets `true`. */
export async function closeInteraction(
  interaction: Interaction,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<boolean> {
  return (await options.store.interactions.take(interaction.id, exchange.now)) !== undefined
}

function openRecord(
  record: InteractionRecord | undefined,
  browser: string,
): Result<Interaction, 'no_interaction'> {
  if (record === undefined || record.browserDigest !== digest(browser)) {
    return refuse('no_interaction')
  }
  // Ours: written by openInteraction, validated then.
  const request = JSON.parse(record.request) as AuthorizationRequest
  return accept({ id: record.id, request, browser })
}

function randomText(options: AuthorityOptions, bytes: number): string {
  return Buffer.from(options.random(bytes)).toString('base64url')
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}
