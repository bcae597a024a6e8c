import {
  accountRule,
  addressRule,
  clientRule,
  createBackoff,
  createTally,
  knownBrowserRule,
} from '@sallyport/limits'
import { nowSeconds, tell } from '@sallyport/protocol'
import type { Peer } from '@sallyport/protocol/peer'
import { longestAccessTokenSeconds } from '@sallyport/store'
import { Hono } from 'hono'
import { changePassword, showPassword } from './account/change-password.ts'
import { revokeGranted, showGrants } from './account/grants.ts'
import { type AuthorityOptions, basePath, type ResourceServer } from './authority-options.ts'
import { authorize, postAuthorize } from './authorize/authorize.ts'
import { createClientKeys } from './client-authentication/client-keys.ts'
import { answerUnavailable } from './client-documents/answer-unavailable.ts'
import { ClientUnavailable } from './client-documents/client-unavailable.ts'
import { consent, showConsent } from './consent/consent.ts'
import { deviceEndpoints } from './device/device-endpoints.ts'
import { createRefreshTokenCodec } from './grant/refresh-token.ts'
import { createCors } from './http/cors.ts'
import type { Endpoints, Handler } from './http/endpoints.ts'
import { type Exchange, openExchange } from './http/exchange.ts'
import { isLoopbackHost } from './http/loopback-host.ts'
import { receiveBody } from './http/receive-body.ts'
import { createRecordedLimit } from './http/recorded-limit.ts'
import { bodyNotReceived, documentResponse, errorResponse, jsonResponse } from './http/responses.ts'
import { resume } from './interaction/dispatch.ts'
import { createOpenings } from './interaction/openings.ts'
import { introspect } from './introspect/introspect.ts'
import { type BackChannel, createBackChannel } from './logout/back-channel.ts'
import { confirmLogout, logout } from './logout/logout.ts'
import { describeAuthority, metadataPaths } from './metadata/metadata.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { showMetrics } from './metrics/show-metrics.ts'
import { homePage } from './pages/home-page.ts'
import { messagePage } from './pages/message-page.ts'
import { nothingHere } from './pages/nothing-here.ts'
import { push } from './push/push.ts'
import { registrationEndpoints } from './registration/registration-endpoints.ts'
import { createRevocations, type Revocations } from './revocations/revocations.ts'
import { revoke } from './revoke/revoke.ts'
import { showSignIn, signIn } from './sign-in/sign-in.ts'
import { token } from './token/token.ts'
import { userinfo } from './userinfo/userinfo.ts'

/** The authorization server: a web-standard handler and its upkeep. */
export interface Authority {
  /** Answers one request; never rejects. The peer is the transport's other end. */
  fetch(request: Request, context: { readonly peer: Peer }): Promise<Response>
  /** Forgets what has expired; to be called about once a minute. */
  prune(): Promise<void>
  /** Ends the streams, whose readers go elsewhere: for when no more requests are taken. */
  release(): void
  /** Ends what goes on in the background; resolves once nothing is under way there. */
  stop(): Promise<void>
}

/**
 * Makes the authorization server. Throws if the issuer is not https (except on loopback), or access
 * tokens would outlive the revocations that concern them.
 */
export function createAuthority(given: AuthorityOptions): Authority {
  checkIssuer(given.issuer)
  const metrics = createMetrics(given)
  const options = { ...given, recorder: metrics.recorder }
  options.resources.forEach(checkLifetime)
  const app = new Hono<{ Bindings: { peer: Peer }; Variables: { endpoint?: string } }>({
    strict: true,
  })
  const backChannel = createBackChannel(options)
  const revocations = createRevocations(options)
  const base = basePath(options.issuer)
  app.use(async (c, next) => {
    await next()
    metrics.countAnswer(c.get('endpoint'), c.res.status)
  })
  for (const [path, endpoint] of endpoints(options, backChannel, metrics, revocations)) {
    app.use(path, async (c, next) => {
      c.set('endpoint', path.slice(base.length))
      await next()
    })
    for (const [method, handle] of Object.entries(endpoint)) {
      app.on(method, path, async (c) => {
        const received = await receiveBody(c.req.raw)
        if (!received.ok) return bodyNotReceived(received.refusal)
        return handle(openExchange(received.value, c.env.peer, options))
      })
    }
    app.all(path, (c) => nothingHere(c.req.raw, options, Object.keys(endpoint)))
  }
  app.notFound((c) => nothingHere(c.req.raw, options))
  app.onError((error, c) =>
    answerFault(error, openExchange(c.req.raw, c.env.peer, options), options),
  )
  return {
    fetch: async (request, { peer }) =>
      withTransportSecurity(await app.fetch(request, { peer }), options),
    prune: () => prune(options),
    release: () => revocations.release(),
    stop: async () => {
      await Promise.all([backChannel.stop(), revocations.stop()])
    },
  }
}

/** Every endpoint there is; what each is for is in `http/endpoint-docs.ts`. */
export function endpoints(
  options: AuthorityOptions,
  backChannel: BackChannel,
  metrics: Metrics,
  revocations: Revocations,
): Endpoints {
  const base = basePath(options.issuer)
  const { store, clock } = options
  const backoff = (rule: typeof accountRule) =>
    createBackoff({
      ledger: store.failures,
      clock,
      rule,
      forgetAfterSeconds: rule.forgetAfterSeconds,
    })
  const signInLimits = {
    account: backoff(accountRule),
    knownBrowser: backoff(knownBrowserRule),
    address: backoff(addressRule),
    heldBack: createTally({ windowSeconds: 60, clock }),
  }
  const cors = createCors(options)
  const clientEndpoint = {
    options,
    cors,
    clientAuthentication: {
      failures: backoff(clientRule),
      addressFailures: backoff(addressRule),
      heldBack: createTally({ windowSeconds: 60, clock }),
      keys: createClientKeys(options),
    },
    refreshTokens: createRefreshTokenCodec(options.secret, options.random, options.previousSecrets),
  }
  const openings = createOpenings(options)
  const vainQuestions = createRecordedLimit({
    reason: 'vain_questions',
    limit: 600,
    windowSeconds: 60,
    clock,
  })
  const showMetadata: Handler = () => documentResponse(describeAuthority(options), 300)
  const home: Endpoints[number][1] = { GET: () => homePage(options) }
  return [
    [`${base}/`, home],
    ...(base === '' ? [] : [[base, home] as const]),
    [
      `${base}/authorize`,
      {
        GET: (e) => authorize(e, options, openings),
        POST: (e) => postAuthorize(e, options),
      },
    ],
    [`${base}/authorize/resume`, { GET: (e) => resume(e, options) }],
    [
      `${base}/sign-in`,
      {
        GET: (e) => showSignIn(e, options),
        POST: (e) => signIn(e, options, signInLimits, backChannel),
      },
    ],
    [`${base}/consent`, { GET: (e) => showConsent(e, options), POST: (e) => consent(e, options) }],
    [
      `${base}/grants`,
      {
        GET: (e) => showGrants(e, options, openings),
        POST: (e) => revokeGranted(e, options, openings),
      },
    ],
    [
      `${base}/grants/password`,
      {
        GET: (e) => showPassword(e, options, openings),
        POST: (e) => changePassword(e, options, openings, signInLimits),
      },
    ],
    [
      `${base}/logout`,
      {
        GET: (e) => logout(e, options, backChannel),
        POST: (e) => logout(e, options, backChannel),
      },
    ],
    [`${base}/logout/confirm`, { POST: (e) => confirmLogout(e, options, backChannel) }],
    [
      `${base}/token`,
      {
        POST: (e) => token(e, clientEndpoint),
        OPTIONS: (e) => cors.preflight(e.request, ['POST']),
      },
    ],
    [
      `${base}/par`,
      {
        POST: (e) => push(e, { ...clientEndpoint, openings }),
        OPTIONS: (e) => cors.preflight(e.request, ['POST']),
      },
    ],
    [
      `${base}/userinfo`,
      {
        GET: (e) => userinfo(e, options, cors),
        POST: (e) => userinfo(e, options, cors),
        OPTIONS: (e) =>
          cors.preflight(e.request, ['GET', 'POST'], ['authorization', 'content-type']),
      },
    ],
    [
      `${base}/revoke`,
      {
        POST: (e) => revoke(e, clientEndpoint),
        OPTIONS: (e) => cors.preflight(e.request, ['POST']),
      },
    ],
    [`${base}/introspect`, { POST: (e) => introspect(e, { ...clientEndpoint, vainQuestions }) }],
    [
      `${base}/revocations`,
      {
        GET: (e) => revocations.answer(e, clientEndpoint),
        POST: (e) => revocations.answer(e, clientEndpoint),
      },
    ],
    ...deviceEndpoints({ ...clientEndpoint, openings }),
    ...registrationEndpoints(options),
    [`${base}/jwks`, { GET: async () => documentResponse(await options.keys.publicKeys(), 300) }],
    ...metadataPaths(options.issuer).map((path) => [path, { GET: showMetadata }] as const),
    [`${base}/metrics`, { GET: (e) => showMetrics(e, metrics, options) }],
    [`${base}/healthz`, { GET: () => jsonResponse(200, { status: 'ok' }) }],
    [`${base}/readyz`, { GET: () => showReadiness(options) }],
  ]
}

/**
 * Ready: the store answers and there is a key to sign with. Policies that cannot be used leave it ready,
 * since the last good ones decide; it says that they are outdated, and nothing of them.
 */
async function showReadiness(options: AuthorityOptions): Promise<Response> {
  for (const { algorithm } of options.resources) await options.keys.signer(algorithm)
  await options.store.audit.head()
  const health = options.policyHealth?.()
  return jsonResponse(200, {
    status: 'ready',
    ...(health && { policies: health.isOutdated ? 'outdated' : 'current' }),
  })
}

/** Where people are, who are told in a page. */
const PAGES: readonly string[] = [
  '/authorize',
  '/authorize/resume',
  '/sign-in',
  '/consent',
  '/device',
  '/grants',
  '/grants/password',
  '/logout',
  '/logout/confirm',
]

/** The boundary: a bug or an outage refuses, tells the caller nothing and the log everything. */
async function answerFault(
  error: unknown,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  const isPage = PAGES.some(
    (path) => exchange.url.pathname === `${basePath(options.issuer)}${path}`,
  )
  if (error instanceof ClientUnavailable) {
    return answerUnavailable(error, isPage, exchange, options).catch((failure: unknown) =>
      answerFault(failure, exchange, options),
    )
  }
  tell(options.onFault, error, exchange.requestId)
  try {
    await exchange.record({ type: 'fault', outcome: 'fault', reasons: ['authority'] })
  } catch (failure) {
    tell(options.onFault, failure, exchange.requestId)
  }
  if (isPage) {
    const text = 'It is not your fault. Try again in a moment.'
    return messagePage(503, { title: 'Something went wrong here', text }, options.random)
  }
  return errorResponse(503, 'server_error', 'something went wrong here; try again later')
}

/** STANDARDS.md HDR-04: only over TLS, where a browser heeds it. */
function withTransportSecurity(response: Response, options: AuthorityOptions): Response {
  if (options.issuer.startsWith('https:')) {
    response.headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains')
  }
  return response
}

async function prune(options: AuthorityOptions): Promise<void> {
  const { store, clock, sessions } = options
  const now = nowSeconds(clock)
  const { clients, interactions, pushedRequests, devices, oneTimes } = store
  for (const ledger of [clients, interactions, pushedRequests, devices, oneTimes]) {
    await ledger.prune(now)
  }
  await store.sessions.prune(now, sessions.idleSeconds)
  await store.grants.prune(now)
  await store.revocations.prune(now)
  await store.failures.prune(now)
}

function checkIssuer(issuer: string): void {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  const secure =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname))
  if (url === undefined || !secure || url.search !== '' || url.hash !== '') {
    throw new TypeError(
      `issuer \`${issuer}\` must be an https URL without query or fragment (http only on loopback)`,
    )
  }
}

function checkLifetime({ identifier, accessTokenSeconds: seconds }: ResourceServer): void {
  if (!(Number.isInteger(seconds) && seconds > 0 && seconds <= longestAccessTokenSeconds)) {
    throw new TypeError(
      `resource \`${identifier}\`: \`accessTokenSeconds\` must be a whole number from 1 to ${longestAccessTokenSeconds}`,
    )
  }
}
