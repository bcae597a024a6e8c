import type { RandomBytes } from '@sallyport/protocol'
import { addressBlock, type CallerFacts, callerFacts } from '@sallyport/protocol/peer'
import type { GuardSettings } from '../options/check-options.ts'
import type { GuardRequest } from '../verdict.ts'
import { type Credentials, parseCredentials } from './parse-credentials.ts'

/** A request at the door: parsed once, nothing believed yet. */
export interface Arrival {
  /** Ours, random. Never the caller's, who could make two requests look like one. */
  readonly requestId: string
  readonly caller: CallerFacts
  /** What failed authentications are counted by. Callers without an address share one. */
  readonly addressBlock: string
  readonly credentials: Credentials
}

/** A request of which nothing has been read yet. */
export function knock(random: RandomBytes): Arrival {
  return Object.freeze<Arrival>({
    requestId: Buffer.from(random(16)).toString('base64url'),
    caller: {},
    addressBlock: addressBlock(''),
    credentials: { kind: 'missing', reason: 'unread' },
  })
}

/** Parses what the guard needs of a request, into a frozen value. */
export function arrive(
  { requestId }: Arrival,
  request: GuardRequest,
  settings: GuardSettings,
): Arrival {
  const caller = callerFacts(request.peer, request.headers, settings.trust)
  return Object.freeze({
    requestId,
    caller,
    addressBlock: addressBlock(caller.address ?? ''),
    credentials: parseCredentials(request),
  })
}
