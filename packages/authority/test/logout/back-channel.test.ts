import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accept, type Result, refuse } from '@sallyport/protocol'
import type { ClientRecord, SessionRecord } from '@sallyport/store'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { ClientUnavailable } from '../../src/client-documents/client-unavailable.ts'
import type { Exchange } from '../../src/http/exchange.ts'
import type { AuthorityOptions } from '../../src/index.ts'
import { createBackChannel } from '../../src/logout/back-channel.ts'
import type { Outbound } from '../../src/outbound/outbound.ts'
import type { OutboundRefusal } from '../../src/outbound/outbound-refusal.ts'
import { identify, identityScope, openIdentity, readJwt } from '../support/identity.ts'
import { type Bench, issuer, saveClient } from '../support/open-authority.ts'
import { Person } from '../support/person.ts'

type Sent = Parameters<Outbound['postForm']>[0]
type Answer = Result<{ readonly status: number }, OutboundRefusal>

/** An authority whose clients hear of logouts at an outbound port that answers as told. */
async function openTold(
  answer: (sent: Sent) => Promise<Answer>,
  client: Partial<ClientRecord> = {},
  overrides: Partial<AuthorityOptions> = {},
): Promise<{ bench: Bench; sent: Sent[] }> {
  const sent: Sent[] = []
  const bench = await openIdentity({
    outbound: {
      getJson: async () => refuse('unreachable'),
      postForm: (request) => {
        sent.push(request)
        return answer(request)
      },
    },
    ...overrides,
  })
  await saveClient(bench.store, {
    client_id: 'web',
    scope: identityScope,
    backchannel_logout_uri: 'https://app.example/logout',
    ...client,
  })
  return { bench, sent }
}

const accepted = async () => accept({ status: 200 })

async function signOut(bench: Bench) {
  const alice = new Person(bench)
  const tokens = await identify(alice, bench)
  const response = await alice.fetch(`/logout?id_token_hint=${tokens.idToken}`)
  assert.match(await response.text(), /You are signed out/)
  return tokens
}

const session: SessionRecord = {
  digest: 'digest',
  sessionId: 'sid',
  subject: 'user-alice',
  authTime: 1,
  amr: [],
  clients: ['web', 'gone'],
  lastSeenAt: 1,
  expiresAt: 2,
}

/** An exchange whose facts are given to `hear`. */
function exchangeThat(hear: (fact: Parameters<Exchange['record']>[0]) => void): Exchange {
  return {
    request: new Request(issuer),
    url: new URL(issuer),
    requestId: 'request',
    address: undefined,
    now: 1,
    record: async (fact) => hear(fact),
  }
}

const deliveries = async (bench: Bench) =>
  (await bench.events())
    .filter(({ type }) => type.startsWith('logout.'))
    .map(({ type, clientId, reasons }) => [type, clientId, ...(reasons ?? [])])

test('LOGOUT-05 each client of the session gets a logout token that is one and nothing else', async (t) => {
  const { bench, sent } = await openTold(accepted)
  t.after(() => bench.close())
  const { idToken } = await signOut(bench)
  await bench.authority.stop()
  const [{ url, policy, form }, ...more] = sent as [Sent, ...Sent[]]
  assert.deepEqual(more, [])
  assert.equal(url, 'https://app.example/logout')
  assert.equal(policy, 'operator')
  assert.deepEqual([...form.keys()], ['logout_token'])
  const keys = createLocalJWKSet(await (await new Person(bench).fetch('/jwks')).json())
  const now = bench.clock.nowMs() / 1000
  const { payload } = await jwtVerify(form.get('logout_token') ?? '', keys, {
    issuer,
    audience: 'web',
    typ: 'logout+jwt',
    algorithms: ['RS256'],
    currentDate: new Date(bench.clock.nowMs()),
  })
  const { jti, ...claims } = payload
  assert.match(String(jti), /^[\w-]{22}$/)
  assert.deepEqual(claims, {
    iss: issuer,
    sub: 'user-alice',
    aud: 'web',
    iat: now,
    exp: now + 120,
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    sid: readJwt(idToken).claims.sid,
  })
  assert.deepEqual(await deliveries(bench), [['logout.delivered', 'web']])
})

test('LOGOUT-05 a logout token is no hint and no access token here', async (t) => {
  const { bench, sent } = await openTold(accepted)
  t.after(() => bench.close())
  const { idToken } = await signOut(bench)
  await bench.authority.stop()
  const logoutToken = sent[0]?.form.get('logout_token')
  const nobody = new Person(bench)
  assert.equal((await nobody.fetch(`/logout?id_token_hint=${idToken}`)).status, 200)
  assert.equal((await nobody.fetch(`/logout?id_token_hint=${logoutToken}`)).status, 400)
})

test('LOGOUT-04 only clients of this session are told, and only those that want to be', async (t) => {
  const { bench, sent } = await openTold(accepted)
  t.after(() => bench.close())
  await saveClient(bench.store, {
    client_id: 'second',
    scope: 'openid',
    id_token_signed_response_alg: 'ES256',
    backchannel_logout_uri: 'https://second.example/logout',
  })
  await saveClient(bench.store, {
    client_id: 'third',
    backchannel_logout_uri: 'https://third.example/logout',
  })
  const alice = new Person(bench)
  await alice.code({ client_id: 'second', scope: 'openid' })
  await alice.code()
  await new Person(bench).code({ client_id: 'third' })
  const { idToken } = await identify(alice, bench)
  await alice.fetch(`/logout?id_token_hint=${idToken}`)
  await bench.authority.stop()
  assert.deepEqual(sent.map(({ url }) => url).sort(), [
    'https://app.example/logout',
    'https://second.example/logout',
  ])
  const second = sent.find(({ url }) => url.startsWith('https://second'))
  assert.equal(readJwt(second?.form.get('logout_token') ?? '').header.alg, 'ES256')
})

test('LOGOUT-06 a client that hangs keeps nobody waiting', { timeout: 20_000 }, async (t) => {
  const { promise, resolve } = Promise.withResolvers<Answer>()
  const { bench, sent } = await openTold(() => promise)
  t.after(() => bench.close())
  await signOut(bench)
  assert.deepEqual(await deliveries(bench), [])
  resolve(refuse('timed_out'))
  await bench.authority.stop()
  assert.equal(sent.length, 1)
  assert.deepEqual(await deliveries(bench), [['logout.undelivered', 'web', 'timed_out']])
})

test('LOGOUT-06 what fails is tried three times, with a token of its own; what is forbidden once', async (t) => {
  const cases: [OutboundRefusal[], number, string[]][] = [
    [['status_refused'], 2, ['logout.delivered', 'web']],
    [
      ['timed_out', 'unreachable', 'status_refused'],
      3,
      ['logout.undelivered', 'web', 'status_refused'],
    ],
    [['address_refused'], 1, ['logout.undelivered', 'web', 'address_refused']],
    [['url_refused'], 1, ['logout.undelivered', 'web', 'url_refused']],
  ]
  for (const [refusals, tries, event] of cases) {
    const left = [...refusals]
    const answer = async () => {
      const next = left.shift()
      return next === undefined ? accept({ status: 204 }) : refuse(next)
    }
    const { bench, sent } = await openTold(answer)
    t.after(() => bench.close())
    const backChannel = createBackChannel(bench.options, [0, 0])
    const facts: unknown[] = []
    const ended = Promise.withResolvers<void>()
    backChannel.tell(
      session,
      exchangeThat((fact) => {
        facts.push([fact.type, fact.clientId, ...(fact.reasons ?? [])])
        ended.resolve()
      }),
    )
    await ended.promise
    assert.deepEqual(facts, [event])
    assert.equal(sent.length, tries)
    const ids = sent.map(({ form }) => readJwt(form.get('logout_token') ?? '').claims.jti)
    assert.equal(new Set(ids).size, tries)
  }
})

test('LOGOUT-06 who may live where: the operator anywhere, strangers on the public Internet', async (t) => {
  for (const [client, overrides, policy] of [
    [{}, {}, 'operator'],
    [{ origin: 'registration' }, {}, 'public'],
    [{ origin: 'document' }, {}, 'public'],
    [{ origin: 'registration' }, { issuer: 'http://localhost:4000' }, 'public-or-loopback'],
  ] as const) {
    const { bench, sent } = await openTold(accepted, client, overrides)
    t.after(() => bench.close())
    const backChannel = createBackChannel(bench.options)
    backChannel.tell(
      session,
      exchangeThat(() => {}),
    )
    await backChannel.stop()
    assert.equal(sent[0]?.policy, policy)
  }
})

/** Tells the clients of many sessions at once; resolves with what became of each. */
async function tellMany(bench: Bench, people: number, clients: readonly string[], enough: number) {
  const facts: unknown[] = []
  const ended = Promise.withResolvers<void>()
  const backChannel = createBackChannel(bench.options, [0, 0])
  const exchange = exchangeThat((fact) => {
    facts.push([fact.type, fact.clientId, ...(fact.reasons ?? [])])
    if (facts.length === enough) ended.resolve()
  })
  for (let i = 0; i < people; i += 1) {
    backChannel.tell({ ...session, sessionId: `sid-${i}`, clients }, exchange)
  }
  await ended.promise
  return { facts, backChannel }
}

test('LOGOUT-06 of many who sign out at once, no client misses one', {
  timeout: 20_000,
}, async (t) => {
  let running = 0
  const { bench } = await openTold(async () => {
    // As many as `Outbound` takes on.
    if (running >= 16) return refuse('busy')
    running += 1
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    return accept({ status: 200 })
  })
  t.after(() => bench.close())
  const { facts } = await tellMany(bench, 100, ['web'], 100)
  assert.deepEqual(
    facts,
    Array.from({ length: 100 }, () => ['logout.delivered', 'web']),
  )
})

test('LOGOUT-06 a client that hangs holds up what is for it alone', {
  timeout: 20_000,
}, async (t) => {
  const { promise: hangs, resolve } = Promise.withResolvers<Answer>()
  const { bench, sent } = await openTold(({ url }) =>
    url.includes('hangs') ? hangs : Promise.resolve(accept({ status: 200 })),
  )
  t.after(() => bench.close())
  const backchannel_logout_uri = 'https://hangs.example/logout'
  await saveClient(bench.store, { client_id: 'hangs', backchannel_logout_uri })
  const { facts, backChannel } = await tellMany(bench, 50, ['hangs', 'web'], 50)
  assert.deepEqual(
    facts,
    Array.from({ length: 50 }, () => ['logout.delivered', 'web']),
  )
  assert.ok(sent.filter(({ url }) => url.includes('hangs')).length <= 4)
  resolve(accept({ status: 200 }))
  await backChannel.stop()
  assert.equal(facts.length, 100, 'and once it answers, it is told of all')
})

test('LOGOUT-06 that there is no room among our own requests is no try', async (t) => {
  let busy = 20
  const { bench, sent } = await openTold(async () => {
    busy -= 1
    return busy < 0 ? accept({ status: 200 }) : refuse('busy')
  })
  t.after(() => bench.close())
  const { facts } = await tellMany(bench, 1, ['web'], 1)
  assert.deepEqual(facts, [['logout.delivered', 'web']])
  assert.equal(sent.length, 21)
})

test('LOGOUT-06 a client whose document cannot be had now is recorded as not told', async (t) => {
  let isDown = true
  const { bench } = await openTold(
    accepted,
    {},
    {
      clientDocuments: {
        find: async () => {
          if (isDown) throw new ClientUnavailable(10)
          return undefined
        },
        isBrowserOrigin: () => false,
      },
    },
  )
  t.after(() => bench.close())
  const { facts } = await tellMany(bench, 1, ['https://client.example/id', 'web'], 2)
  assert.deepEqual(facts.sort(), [
    ['logout.delivered', 'web'],
    ['logout.undelivered', 'https://client.example/id', 'client_unavailable'],
  ])
  isDown = false
  const known = await tellMany(bench, 1, ['https://client.example/id', 'web'], 1)
  assert.deepEqual(known.facts, [['logout.delivered', 'web']])
})
