import { setTimeout as wait } from 'node:timers/promises'
import type { PoliciesEvent } from '../../src/index.ts'

/** Events as they are told, and a way to await the next ones. */
export function collectEvents() {
  const events: PoliciesEvent[] = []
  return {
    events,
    onEvent: (event: PoliciesEvent) => {
      events.push(event)
    },
    /** The event of that number, from 0 on, once it has been told. */
    at: async (index: number): Promise<PoliciesEvent> => {
      for (let i = 0; i < 2000; i += 1) {
        const event = events[index]
        if (event !== undefined) return event
        await wait(2)
      }
      throw new Error(`event ${index} was not told; there are ${JSON.stringify(events)}`)
    },
  }
}

/** A policy that allows this person alone. */
export const only = (id: string): string =>
  `package authz\n\ndecision := {"allow": true, "reasons": ["${id} alone"]} if input.user.id == "${id}"\n`
