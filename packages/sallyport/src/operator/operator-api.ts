import { bodyNotReceived, receiveBody } from '@sallyport/authority'
import { createGuard, type GuardOptions, type Verdict } from '@sallyport/guard'
import { type RevocationCheck, tell } from '@sallyport/protocol'
import type { Peer, RawHeaders } from '@sallyport/protocol/peer'
import type { OperatorSettings } from '../configuration/configuration.ts'
import { answerProblem } from './answers.ts'
import { createOperatorPolicy } from './operator-policy.ts'
import { operatorIdentifier } from './operator-resource.ts'
import { type OperatorRequest, type OperatorWorld, revokeTarget } from './revoke-target.ts'

export interface OperatorApiOptions extends OperatorWorld {
  readonly issuer: string
  readonly operator: OperatorSettings
  readonly keys: NonNullable<GuardOptions['keys']>
  readonly revocations: RevocationCheck
  /** What the configuration says of every guard. */
  readonly guard: Omit<GuardOptions, 'issuer' | 'issuers' | 'audience'>
  readonly onFault: (error: unknown, requestId: string) => void
}

/** What the transport knows of a request. */
export interface Arrived {
  readonly peer: Peer
  /** As received, duplicates included. */
  readonly headers: RawHeaders
}

/** An API like any other: our own guard and our own policy stand in front of it. */
export interface OperatorApi {
  /** Whether an address is one of the operator API's, there or not. */
  covers(url: URL): boolean
  /** Answers one request; never rejects. */
  fetch(request: Request, arrived: Arrived): Promise<Response>
}

interface Endpoint {
  /** What a token must have for it, and what the log calls it. */
  readonly scope: string
  readonly action: string
  readonly resource: string
  readonly handle: (request: OperatorRequest, world: OperatorWorld) => Promise<Response>
}

/** What there is, by path below the API's own and by method; `endpoint-docs.ts` says what for. */
export const operatorEndpoints: Readonly<Record<string, Readonly<Record<string, Endpoint>>>> = {
  '/revocations': {
    POST: {
      scope: 'operator:revoke',
      action: 'revoke',
      resource: 'revocations',
      handle: revokeTarget,
    },
  },
}

/** Makes the operator API. Its tokens are those with the API's own identifier as audience. */
export function createOperatorApi(options: OperatorApiOptions): OperatorApi {
  const { issuer, onFault, recorder } = options
  const audience = operatorIdentifier(issuer)
  const base = new URL(audience).pathname
  const guard = createGuard<Knock>(
    {
      ...options.guard,
      issuer,
      audience,
      keys: options.keys,
      revocations: options.revocations,
      audit: recorder,
      clock: options.clock,
      policy: createOperatorPolicy(options.operator),
      onFault: (error, { requestId = '' }) => onFault(error, requestId),
    },
    ({ request, peer, headers }) => {
      const { pathname, search } = new URL(request.url)
      const target = `${pathname}${search}`
      return { method: request.method, target, headers, peer, hasTokenInBody: false }
    },
  )
  const routes = new Map(
    Object.entries(operatorEndpoints).map(([path, byMethod]) => [
      `${base}${path}`,
      new Map(
        Object.entries(byMethod).map(([method, { scope, action, resource, handle }]) => [
          method,
          {
            authorize: guard.authorize({ scopes: [scope], action, resource: { type: resource } }),
            handle,
          },
        ]),
      ),
    ]),
  )

  async function answer(request: Request, arrived: Arrived): Promise<Response> {
    const methods = routes.get(new URL(request.url).pathname)
    if (methods === undefined) {
      return answerProblem(404, { title: 'Not Found', code: 'not_found' })
    }
    const route = methods.get(request.method)
    if (route === undefined) {
      const allow = { allow: [...methods.keys()].join(', ') }
      return answerProblem(405, { title: 'Method Not Allowed', code: 'invalid_request' }, allow)
    }
    const knock: Knock = { request, ...arrived }
    const admitted = await guard.authenticate(knock)
    if (admitted.kind === 'refuse') return render(admitted)
    // Security: the second door comes after the body, which may take seconds; an operator who is revoked
    // meanwhile is out.
    const received = await receiveBody(request)
    if (!received.ok) return bodyNotReceived(received.refusal)
    const allowed = await route.authorize(knock)
    if (allowed.kind === 'refuse') return render(allowed)
    const { principal: operator, requestId } = allowed
    const response = await route
      .handle({ request: received.value, operator, requestId }, options)
      .catch((error: unknown) => answerFault(error, requestId))
    for (const [name, value] of allowed.headers) response.headers.set(name, value)
    return response
  }

  /** An outage of ours refuses, tells the caller nothing and the log everything. */
  async function answerFault(error: unknown, requestId: string): Promise<Response> {
    tell(onFault, error, requestId)
    await recorder
      .record({ type: 'fault', outcome: 'fault', requestId, reasons: ['operator_api'] })
      .catch((failure: unknown) => tell(onFault, failure, requestId))
    return unavailable()
  }

  return {
    covers: ({ pathname }) => pathname === base || pathname.startsWith(`${base}/`),
    fetch: async (request, arrived) => {
      const response = await answer(request, arrived).catch((error: unknown) => {
        tell(onFault, error, '')
        return unavailable()
      })
      // STANDARDS.md HDR-04: only over TLS, where a browser heeds it.
      if (issuer.startsWith('https:')) {
        const value = 'max-age=31536000; includeSubDomains'
        response.headers.set('strict-transport-security', value)
      }
      return response
    },
  }
}

/** A request at the first door, as the guard remembers it between the two. */
interface Knock extends Arrived {
  readonly request: Request
}

function unavailable(): Response {
  return answerProblem(503, { title: 'Service Unavailable', code: 'temporarily_unavailable' })
}

function render({ status, headers, body }: Extract<Verdict, { kind: 'refuse' }>): Response {
  return new Response(body, { status, headers: headers.map(([name, value]) => [name, value]) })
}
