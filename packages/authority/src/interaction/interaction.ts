import { createHash } from 'node:crypto'
import { accept, type Result, refuse } from '@sallyport/protocol'
import type { InteractionRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { formatCookie, readCookie } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Openings } from './openings.ts'
import type { AuthorizationPurpose, Purpose } from './purpose.ts'
import { openPurpose, sealPurpose } from './seal-purpose.ts'

const LIFETIME_SECONDS = 600
const BROWSER_COOKIE = '__Host-sallyport-browser'

/** Something that waits for a person, in the hands of the browser that began it. */
export interface Interaction<Kind extends Purpose = Purpose> {
  readonly id: string
  readonly purpose: Kind
  /** Value of the browser cookie; forms are bound to it. */
  readonly browser: string
  /** `sid` of the session that a sign-in within this interaction has started. */
  readonly signedIn?: string
}

export type AuthorizationInteraction = Interaction<AuthorizationPurpose>

/** Whether a client waits for the answer. */
export function isAuthorization(interaction: Interaction): interaction is AuthorizationInteraction {
  return interaction.purpose.kind === 'authorization'
}

/**
 * Opens an interaction for this browser, which gets a cookie if it has none; refused with the page that
 * says that there are too many.
 * Security: the id alone opens nothing; a link to somebody else's interaction is refused (session
 * swapping).
 */
export async function openInteraction(
  purpose: Purpose,
  exchange: Exchange,
  options: AuthorityOptions,
  openings: Openings,
): Promise<Result<Opened, Response>> {
  const refused = await openings.refusePage(exchange, isSilent(purpose))
  if (refused !== undefined) return refuse(refused)
  const known = readCookie(exchange.request.headers, BROWSER_COOKIE)
  const browser = known ?? randomText(options, 32)
  const interaction = { id: randomText(options, 16), purpose, browser }
  await options.store.interactions.save({
    id: interaction.id,
    browserDigest: digest(browser),
    purpose: sealPurpose(purpose, browser, options.random),
    expiresAt: exchange.now + LIFETIME_SECONDS,
  })
  return accept({
    interaction,
    cookies: known === undefined ? [formatCookie(BROWSER_COOKIE, browser)] : [],
  })
}

interface Opened {
  readonly interaction: Interaction
  readonly cookies: readonly string[]
}

/** Whether no page may be shown for it. */
function isSilent(purpose: Purpose): boolean {
  return purpose.kind === 'authorization' && purpose.request.prompt?.includes('none') === true
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
  const purpose = openPurpose(record.purpose, browser)
  const { id, signedIn } = record
  return accept({ id, purpose, browser, ...(signedIn === undefined ? {} : { signedIn }) })
}

function randomText(options: AuthorityOptions, bytes: number): string {
  return Buffer.from(options.random(bytes)).toString('base64url')
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}
