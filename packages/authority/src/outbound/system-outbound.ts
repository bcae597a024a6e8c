import { lookup, Resolver } from 'node:dns/promises'
import { connect as connectTcp, isIP, type LookupFunction } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { OutboundWorld } from './outbound.ts'

/** The network of this machine. */
export const systemOutbound: OutboundWorld = {
  resolve: (hostname, policy) =>
    policy === 'operator' ? resolveAsSystem(hostname) : resolveInDns(hostname),
  connect: ({ url, port, isSecure }, addresses) => {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    // Security: the connection is told the addresses that were judged and cannot ask for others.
    const options = { host, port, lookup: answerWith(addresses), autoSelectFamily: true }
    if (!isSecure) return connectTcp(options)
    const servername = isIP(host) === 0 ? host : ''
    return connectTls({ ...options, servername, ALPNProtocols: ['http/1.1'] })
  },
}

/** With hosts file and search domains: the names of the operator's own network. */
async function resolveAsSystem(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address)
}

/**
 * The DNS alone, and outside the thread pool, in which strangers' slow name servers would keep password
 * hashes waiting.
 */
async function resolveInDns(hostname: string): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 1500, tries: 2 })
  const answers = await Promise.allSettled([
    resolver.resolve4(hostname),
    resolver.resolve6(hostname),
  ])
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
}

function answerWith(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, options, done) => {
    const [first = { address: '', family: 0 }] = known
    if (options.all === true) done(null, known)
    else done(null, first.address, first.family)
  }
}
