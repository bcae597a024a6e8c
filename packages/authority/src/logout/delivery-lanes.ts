import { type Result, refuse } from '@sallyport/protocol'
import type { OutboundRefusal } from '../outbound/outbound-refusal.ts'

/** Why a delivery came to nothing. */
export type DeliveryRefusal =
  | OutboundRefusal
  /** More wait already than may. */
  | 'too_many_waiting'
  /** The process ended before its turn. */
  | 'stopped'

type Answer = Result<unknown, DeliveryRefusal>

/** Room for deliveries: whoever finds none waits in the lane of its host, and the hosts take turns. */
export interface DeliveryLanes {
  /**
   * Runs a delivery when it is its turn, and answers what it did; `too_many_waiting` or `stopped` if it
   * was not run.
   */
  run(host: string, deliver: () => Promise<Answer>): Promise<Answer>
  /** Gives up whatever waits; what runs goes on to its end. */
  close(): void
}

export interface LaneLimits {
  /** Deliveries that run at once. */
  readonly atOnce: number
  /** Of those, to one host; one alone while it does not answer. */
  readonly perHost: number
  readonly mostWaiting: number
  readonly mostWaitingPerHost: number
}

interface Lane {
  readonly waiting: { start(): void; giveUp(): void }[]
  running: number
  /** How many may run. */
  room: number
}

/**
 * Makes the lanes.
 * Security: a host that hangs holds up what is for that host, and nothing else; it cannot make us keep
 * more than `mostWaitingPerHost`.
 */
export function createDeliveryLanes(limits: LaneLimits): DeliveryLanes {
  /** Those in use; whose turn was longest ago comes first. */
  const lanes = new Map<string, Lane>()
  let running = 0
  let waiting = 0
  let isClosed = false

  function laneOf(host: string): Lane {
    const lane = lanes.get(host) ?? { waiting: [], running: 0, room: limits.perHost }
    lanes.set(host, lane)
    return lane
  }

  function startNext(): void {
    for (const [host, lane] of lanes) {
      if (running >= limits.atOnce) return
      if (lane.running >= lane.room) continue
      const next = lane.waiting.shift()
      if (next === undefined) continue
      lanes.delete(host)
      lanes.set(host, lane)
      waiting -= 1
      next.start()
    }
  }

  async function perform(host: string, lane: Lane, deliver: () => Promise<Answer>) {
    running += 1
    lane.running += 1
    try {
      const answer = await deliver()
      const isSilent = !answer.ok && SILENT.has(answer.refusal)
      lane.room = isSilent ? 1 : limits.perHost
      return answer
    } finally {
      running -= 1
      lane.running -= 1
      if (lane.running === 0 && lane.waiting.length === 0) lanes.delete(host)
      startNext()
    }
  }

  return {
    run(host, deliver) {
      const lane = laneOf(host)
      if (running < limits.atOnce && lane.running < lane.room && lane.waiting.length === 0) {
        return perform(host, lane, deliver)
      }
      if (isClosed) return Promise.resolve(refuse('stopped'))
      if (waiting >= limits.mostWaiting || lane.waiting.length >= limits.mostWaitingPerHost) {
        if (lane.running === 0 && lane.waiting.length === 0) lanes.delete(host)
        return Promise.resolve(refuse('too_many_waiting'))
      }
      waiting += 1
      return new Promise((resolve) => {
        lane.waiting.push({
          start: () => resolve(perform(host, lane, deliver)),
          giveUp: () => resolve(refuse('stopped')),
        })
      })
    },
    close() {
      isClosed = true
      for (const lane of lanes.values()) {
        waiting -= lane.waiting.length
        for (const { giveUp } of lane.waiting.splice(0)) giveUp()
      }
    },
  }
}

/** Of a host that takes its time. */
const SILENT: ReadonlySet<DeliveryRefusal> = new Set(['timed_out', 'unreachable', 'unresolved'])
