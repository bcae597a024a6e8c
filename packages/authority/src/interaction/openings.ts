import { createQuota, createTally } from '@sallyport/limits'
import { addressBlock } from '@sallyport/protocol/peer'
import type { AuthorityOptions } from '../authority-options.ts'
import type { Handler } from '../http/endpoints.ts'
import type { Exchange } from '../http/exchange.ts'
import { timesOf } from '../http/recorded-reasons.ts'
import { errorResponse } from '../http/responses.ts'
import { messagePage } from '../pages/message-page.ts'

/** How often one address may begin what waits for a person, before anybody has signed in. */
export interface Openings {
  /** The handler of a page, with a page for whoever comes too often. */
  page(handle: Handler): Handler
  /** The same for what a public client may begin; undefined where it may. */
  refuse(exchange: Exchange): Promise<Response | undefined>
}

/** Two a second, over the ten minutes that an interaction may wait. */
const MOST_OPENINGS = { limit: 1200, windowSeconds: 600 } as const

/**
 * Makes the limit.
 * Security: whoever asks for an interaction and leaves it makes us remember it for ten minutes; an
 * address block holds at most 1,200 of them, each of a few kB.
 */
export function createOpenings(options: AuthorityOptions): Openings {
  const { clock, random } = options
  const quota = createQuota({ ...MOST_OPENINGS, clock })
  const told = createTally({ windowSeconds: 60, clock })

  /** Seconds to wait; undefined where there is room. */
  async function wait(exchange: Exchange): Promise<string | undefined> {
    const block = addressBlock(exchange.address ?? '')
    const { allowed, retryAfterSeconds } = quota.take(block)
    if (allowed) return undefined
    const times = told.note(block)
    if (times !== undefined) {
      const reasons = ['openings', ...timesOf(times)] as const
      await exchange.record({ type: 'limit.hit', outcome: 'refused', reasons })
    }
    return String(retryAfterSeconds)
  }

  return {
    page: (handle) => async (exchange) => {
      const seconds = await wait(exchange)
      if (seconds === undefined) return handle(exchange)
      const text = 'Too many people sign in from your network just now. Wait a while and try again.'
      return messagePage(429, { title: 'Too many requests', text }, random, {
        'retry-after': seconds,
      })
    },
    refuse: async (exchange) => {
      const seconds = await wait(exchange)
      return seconds === undefined
        ? undefined
        : errorResponse(429, 'temporarily_unavailable', 'too many requests were pushed', {
            'retry-after': seconds,
          })
    },
  }
}
