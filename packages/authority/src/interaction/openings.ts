import { createTally } from '@sallyport/limits'
import { addressBlock } from '@sallyport/protocol/peer'
import type { AuthorityOptions } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'
import { createRecordedLimit } from '../http/recorded-limit.ts'
import { timesOf } from '../http/recorded-reasons.ts'
import { errorResponse } from '../http/responses.ts'
import { messagePage } from '../pages/message-page.ts'
import { loadSession } from '../session/session.ts'

/** How often one address, or one person, may begin what waits for a person. */
export interface Openings {
  /**
   * The page for a request that may begin nothing; undefined where it may. To be asked last, of a request
   * that would be served. A silent one ends at once unless somebody is signed in.
   */
  refusePage(exchange: Exchange, isSilent: boolean): Promise<Response | undefined>
  /** The same for what anybody may push in the name of a public client. */
  refusePush(exchange: Exchange): Promise<Response | undefined>
}

/** Two a second, over the ten minutes that an interaction may wait. */
const MOST_OPENINGS = { reason: 'openings', limit: 1200, windowSeconds: 600 } as const

/**
 * Makes the limit.
 * Security: whoever asks for an interaction and leaves it makes us remember it for ten minutes; an
 * address block holds at most 1,200 of them, each of a few kB, and as many pushed requests. Any page can
 * make its visitors' browsers send requests here. So that no page uses up what the visitor's network has,
 * only what would be served counts, what nobody is shown is refused without, pushed requests count apart,
 * and whoever is signed in has a count of their own.
 */
export function createOpenings(options: AuthorityOptions): Openings {
  const { clock, random } = options
  const pages = createRecordedLimit({ ...MOST_OPENINGS, clock })
  const pushes = createRecordedLimit({ ...MOST_OPENINGS, clock })
  const embedded = createTally({ windowSeconds: 60, clock })

  async function refuseEmbedded(block: string, exchange: Exchange): Promise<Response> {
    const times = embedded.note(block)
    if (times !== undefined) {
      const reasons = ['embedded', ...timesOf(times)] as const
      await exchange.record({ type: 'authorization.refused', outcome: 'refused', reasons })
    }
    const text = 'This page is only shown in a window of its own. Open it there.'
    return messagePage(403, { title: 'This page cannot be shown here', text }, random)
  }

  return {
    refusePage: async (exchange, isSilent) => {
      const session = await loadSession(exchange, options)
      const block = addressBlock(exchange.address ?? '')
      if (session === undefined && isSilent) return undefined
      if (session === undefined && isEmbedded(exchange.request)) {
        return refuseEmbedded(block, exchange)
      }
      const key = session === undefined ? `address ${block}` : `person ${session.user.sub}`
      const seconds = await pages.take(key, exchange)
      if (seconds === undefined) return undefined
      const text =
        session === undefined
          ? 'Too many people sign in from your network just now. Wait a while and try again.'
          : 'You have begun this too often. Wait a while and try again.'
      return messagePage(429, { title: 'Too many requests', text }, random, {
        'retry-after': String(seconds),
      })
    },
    refusePush: async (exchange) => {
      const seconds = await pushes.take(addressBlock(exchange.address ?? ''), exchange)
      return seconds === undefined
        ? undefined
        : errorResponse(429, 'temporarily_unavailable', 'too many requests were pushed', {
            'retry-after': String(seconds),
          })
    },
  }
}

const FRAMES: ReadonlySet<string | null> = new Set([
  'iframe',
  'frame',
  'fencedframe',
  'embed',
  'object',
])

/**
 * Whether a page of another origin asks and its visitor would not be shown the answer: for an image or a
 * script, or for a frame, which no page of ours appears in. Whatever is no browser says nothing of it.
 * @see https://www.w3.org/TR/fetch-metadata/
 */
function isEmbedded({ headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== 'cross-site' && site !== 'same-site') return false
  const mode = headers.get('sec-fetch-mode') ?? 'navigate'
  return mode !== 'navigate' || FRAMES.has(headers.get('sec-fetch-dest'))
}
