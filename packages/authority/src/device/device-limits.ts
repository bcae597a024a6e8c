import {
  addressRule,
  type Backoff,
  createBackoff,
  createQuota,
  type Quota,
} from '@sallyport/limits'
import { accept, type Result, refuse } from '@sallyport/protocol'
import { addressBlock } from '@sallyport/protocol/peer'
import type { DeviceRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Session } from '../session/session.ts'
import { digestUserCode } from './user-code.ts'

/**
 * Wrong user codes: of one person, from one address, and of all together. A guesser who hits allows a
 * stranger's device to act for the guesser, or learns what a stranger's device asks for.
 */
export interface DeviceLimits {
  readonly person: Backoff
  readonly address: Backoff
  readonly total: Quota
}

/** Five wrong codes are free, then the wait is a minute and doubles (RFC 8628 §5.1). */
const personRule = {
  freeFailures: 5,
  firstDelaySeconds: 60,
  maxDelaySeconds: 3600,
  forgetAfterSeconds: 3600,
}

export function createDeviceLimits({ store, clock }: AuthorityOptions): DeviceLimits {
  const backoff = (rule: typeof personRule) =>
    createBackoff({
      ledger: store.failures,
      clock,
      rule,
      forgetAfterSeconds: rule.forgetAfterSeconds,
    })
  return {
    person: backoff(personRule),
    address: backoff(addressRule),
    // At this rate a hundred live codes are met once in 80 years of guessing.
    total: createQuota({ limit: 300, windowSeconds: 60, clock, maxKeys: 1 }),
  }
}

/**
 * The live device of a user code that a person has typed. Every look is counted as a failure before it
 * is made, so that guesses at once cannot outrun the count, and forgiven where it was none.
 */
export async function findDevice(
  userCode: string,
  session: Session,
  exchange: Exchange,
  options: AuthorityOptions,
  { person, address, total }: DeviceLimits,
): Promise<Result<DeviceRecord, 'unknown' | 'held_back'>> {
  const personKey = `device ${session.user.sub}`
  const addressKey = `device address ${addressBlock(exchange.address ?? '')}`
  if (!total.peek('').allowed) return refuse('held_back')
  if (!(await address.begin(addressKey)).allowed) return refuse('held_back')
  if (!(await person.begin(personKey)).allowed) return refuse('held_back')
  const device = await options.store.devices.findByUserCode(digestUserCode(userCode), exchange.now)
  if (device?.status !== 'pending') {
    total.take('')
    return refuse('unknown')
  }
  await person.forgive(personKey)
  await address.forgive(addressKey)
  return accept(device)
}
