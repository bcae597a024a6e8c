import { parseAddressSet } from '@sallyport/protocol/peer'
import type { AuthorityOptions } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'
import { textResponse } from '../http/responses.ts'
import { nothingHere } from '../pages/nothing-here.ts'
import type { Metrics } from './metrics.ts'

const thisMachine = parseAddressSet(['127.0.0.0/8', '::1'])

/** What programs that speak for somebody else add to a request. */
const FORWARDING_HEADER =
  /^(?:x-forwarded(?:-.*)?|forwarded|via|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip)$/

/**
 * GET /metrics: the counts of this process, for who may read them; for all others nothing is here.
 * Security: a reader asks directly. What was forwarded has the address of the program that forwards it,
 * often this machine's, and would show the counts to whoever is behind that.
 */
export function showMetrics(
  { request, address }: Exchange,
  metrics: Metrics,
  options: AuthorityOptions,
): Response | Promise<Response> {
  const { metricsReaders = thisMachine, proxies } = options
  const isForwarded = [...request.headers.keys()].some((name) => FORWARDING_HEADER.test(name))
  // A declared proxy that names nobody asks for somebody all the same, unless it is named as a reader.
  const isProxy = address !== undefined && proxies.proxies.has(address)
  const mayRead = address !== undefined && metricsReaders.has(address) && !isForwarded
  return mayRead && (options.metricsReaders !== undefined || !isProxy)
    ? textResponse(metrics.render(), 'text/plain; version=0.0.4; charset=utf-8')
    : nothingHere(request, options)
}
