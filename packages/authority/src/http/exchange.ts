import { type AuditFact, nowSeconds } from '@sallyport/protocol'
import { callerFacts, type Peer, type RawHeaders } from '@sallyport/protocol/peer'
import type { AuthorityOptions } from '../authority-options.ts'
import type { RecordedReason } from './recorded-reasons.ts'

/** One request and the facts of the world at its time; what every endpoint is given. */
export interface Exchange {
  readonly request: Request
  readonly url: URL
  readonly requestId: string
  /** Canonical address of the caller; undefined where the transport has none. */
  readonly address: string | undefined
  /** Seconds since the epoch, when all of the request was here; the same throughout. */
  readonly now: number
  /** Keeps an audit fact of this request. */
  record(fact: ExchangeFact): Promise<void>
}

/** An audit fact without what the exchange adds; its reasons are of the documented ones. */
export type ExchangeFact = Omit<AuditFact, 'requestId' | 'address' | 'reasons'> & {
  readonly reasons?: readonly RecordedReason[]
}

/** Begins an exchange, its body being here (`receiveBody`); the request id is ours, never one that the caller sends. */
export function openExchange(request: Request, peer: Peer, options: AuthorityOptions): Exchange {
  const headers: RawHeaders = [...request.headers]
  const { address } = callerFacts(peer, headers, options.proxies)
  const requestId = Buffer.from(options.random(16)).toString('base64url')
  return {
    request,
    url: new URL(request.url),
    requestId,
    address,
    now: nowSeconds(options.clock),
    record: (fact) =>
      options.recorder.record({
        ...fact,
        requestId,
        ...(address === undefined ? {} : { address }),
      }),
  }
}
