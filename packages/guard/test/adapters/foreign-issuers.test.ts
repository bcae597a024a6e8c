import assert from 'node:assert/strict'
import type { DecisionInput, Principal } from '@sallyport/protocol'
import type { IssuerOptions } from '../../src/index.ts'
import { bearer } from '../support/send-raw.ts'
import {
  foreignIssuer,
  foreignKey,
  foreignKeys,
  foreignToken,
} from '../support/test-foreign-issuer.ts'
import {
  audience,
  encode,
  forge,
  forgeText,
  issuer,
  jwks,
  makeKey,
  userClaims,
  userToken,
} from '../support/test-issuer.ts'
import { createTestRevocations } from '../support/test-revocations.ts'
import { inEveryAdapter, type Served } from './matrix.ts'

const foreign: IssuerOptions = {
  issuer: foreignIssuer,
  profile: 'jwt',
  keys: foreignKeys,
  revocations: createTestRevocations(),
}

async function statusOf(api: Served, token: string): Promise<number> {
  return (await api.send({ headers: [bearer(token)] })).status
}

inEveryAdapter('tokens of two issuers pass, each by its own profile', async (open) => {
  const api = await open({ options: { issuers: [foreign] } })
  assert.equal(await statusOf(api, userToken()), 200)
  assert.equal(await statusOf(api, foreignToken()), 200)
  const principals = api.handled as Principal[]
  assert.deepEqual(
    principals.map((principal) => [principal.issuer, principal.subject, principal.clientId]),
    [
      [issuer, 'alice', 'web'],
      [foreignIssuer, 'alice', 'their-web'],
    ],
  )
  // The profile of one is not the profile of the other.
  assert.equal(await statusOf(api, forge(userClaims(), { typ: 'JWT' })), 401)
})

inEveryAdapter(
  'AT-03 JWT-03 the key of one issuer never verifies a token of another',
  async (open) => {
    const api = await open({ options: { issuers: [foreign] } })
    const [header = '', , signature = ''] = foreignToken({}, { typ: 'at+jwt' }).split('.')
    const bad: Record<string, string> = {
      'ours signed by theirs': forge(userClaims(), {}, foreignKey),
      'theirs signed by ours': forge(userClaims({ iss: foreignIssuer }), {}),
      'theirs signed by a stranger under their kid': foreignToken({}, {}, makeKey('key-1')),
      'our claims under their signature': `${header}.${encode(JSON.stringify(userClaims()))}.${signature}`,
    }
    for (const [kind, token] of Object.entries(bad)) {
      assert.equal(await statusOf(api, token), 401, kind)
      assert.deepEqual(api.audit.facts.at(-1)?.reasons, ['bad_signature'], kind)
    }
    assert.deepEqual(api.handled, [])
    assert.equal(await statusOf(api, foreignToken()), 200)
    assert.equal(await statusOf(api, userToken()), 200)
  },
)

inEveryAdapter(
  'AT-03 the issuer that a token names is one of ours exactly, or none',
  async (open) => {
    const api = await open({ options: { issuers: [foreign] } })
    const names: unknown[] = [
      `${foreignIssuer}/`,
      `${foreignIssuer}.evil.example`,
      foreignIssuer.slice(0, -1),
      foreignIssuer.toUpperCase(),
      `${foreignIssuer} `,
      ` ${foreignIssuer}`,
      `${foreignIssuer}?`,
      `${foreignIssuer}#`,
      'https://idp.example.com:443',
      'https://idp.example.com@evil.example',
      'https://evil.example',
      '__proto__',
      'constructor',
      '',
      null,
      7,
      undefined,
      [foreignIssuer],
      [issuer, foreignIssuer],
      { 0: foreignIssuer },
    ]
    for (const iss of names) {
      assert.equal(await statusOf(api, foreignToken({ iss })), 401, String(iss))
    }
    const twice = forgeText(
      JSON.stringify({ typ: 'JWT', alg: 'ES256', kid: 'key-1' }),
      JSON.stringify(userClaims({ azp: 'their-web' })).replace(
        '"iss":',
        `"iss":"${foreignIssuer}","iss":`,
      ),
      foreignKey,
    )
    assert.equal(await statusOf(api, twice), 401)
    assert.deepEqual(api.handled, [])
    assert.equal(await statusOf(api, foreignToken()), 200)
  },
)

inEveryAdapter(
  'BCP-05 every issuer names this API by the audience that it has there',
  async (open) => {
    const api = await open({ options: { issuers: [{ ...foreign, audience: 'documents' }] } })
    assert.equal(await statusOf(api, foreignToken({ aud: 'documents' })), 200)
    assert.equal(await statusOf(api, foreignToken({ aud: audience })), 401)
    assert.equal(await statusOf(api, userToken({ aud: 'documents' })), 401)
    assert.equal(await statusOf(api, userToken()), 200)
  },
)

inEveryAdapter('JWT-01 an algorithm is allowed of one issuer alone', async (open) => {
  const strict = { ...foreign, algorithms: ['RS256'] } as const
  const api = await open({ options: { issuers: [strict] } })
  assert.equal(await statusOf(api, foreignToken()), 401)
  assert.deepEqual(api.audit.facts.at(-1)?.reasons, ['unsupported_algorithm'])
  assert.equal(await statusOf(api, userToken()), 200)
})

inEveryAdapter('AT-04 other tokens of a foreign issuer are no access tokens', async (open) => {
  const api = await open({ options: { issuers: [foreign] } })
  const bad: Record<string, string> = {
    'an ID token': foreignToken({ nonce: 'n', at_hash: 'h' }),
    'an ID token for this API as a client': foreignToken({ azp: audience }),
    'an ID token that names no client': foreignToken({ azp: undefined }),
    'an ID token of Keycloak': foreignToken({ typ: 'ID' }),
    'a logout token': foreignToken({ events: {} }, { typ: 'logout+jwt' }),
    'a logout token of an older provider': foreignToken({ events: {} }),
    'a security event': foreignToken({}, { typ: 'secevent+jwt' }),
    'a DPoP proof': foreignToken({ htm: 'GET' }, { typ: 'dpop+jwt' }),
  }
  for (const [kind, token] of Object.entries(bad)) {
    assert.equal(await statusOf(api, token), 401, kind)
  }
  assert.deepEqual(api.handled, [])
  assert.equal(await statusOf(api, foreignToken()), 200)
})

inEveryAdapter(
  'facts map the claims of one issuer, for handlers, scopes and policies',
  async (open) => {
    const inputs: DecisionInput[] = []
    const mapped: IssuerOptions = {
      ...foreign,
      facts: (claims) => ({
        userId: `partner:${claims.sub}`,
        roles: claims.groups,
        department: claims.unit,
        scopes: claims.permissions,
      }),
    }
    const api = await open({
      options: { issuers: [mapped] },
      route: {
        scopes: ['read:reports'],
        action: 'read',
        resource: { type: 'report' },
        policy: (input) => inputs.push(input) > 0,
      },
    })
    const claims = { groups: ['staff'], unit: 'sales', permissions: ['read:reports'] }
    assert.equal(await statusOf(api, foreignToken(claims)), 200)
    assert.deepEqual(inputs.at(-1)?.user, {
      id: 'partner:alice',
      roles: ['staff'],
      department: 'sales',
      scopes: ['read:reports'],
    })
    assert.equal((api.handled as Principal[])[0]?.userId, 'partner:alice')
    assert.equal(await statusOf(api, foreignToken({ ...claims, permissions: [] })), 403)
    assert.equal(await statusOf(api, userToken({ scope: 'read:reports' })), 200)
    assert.equal(inputs.at(-1)?.user?.id, 'alice')
    assert.deepEqual(inputs.at(-1)?.user?.roles, ['employee'])
  },
)

inEveryAdapter(
  'facts that throw or do not fit refuse, as a fault that is nobody’s failure',
  async (open) => {
    const answers: (() => object)[] = [
      () => {
        throw new Error('a word that must not leak')
      },
      () => ({ roles: 'admin' }),
      () => ({ subject: 'admin' }),
      () => Promise.resolve({ roles: ['admin'] }),
    ]
    for (const facts of answers) {
      const options = {
        issuers: [{ ...foreign, facts }],
        failures: { limit: 1, windowSeconds: 60 },
      }
      const api = await open({ options })
      for (let i = 0; i < 2; i += 1) {
        const refused = await api.send({ headers: [bearer(foreignToken())] })
        assert.equal(refused.status, 500)
        assert.doesNotMatch(refused.text, /must not leak|admin/)
      }
      assert.deepEqual(api.faults, ['fault', 'fault'])
      assert.equal(await statusOf(api, userToken()), 200)
    }
    const api = await open({ options: { issuers: [{ ...foreign, facts: () => ({}) }] } })
    assert.equal(await statusOf(api, foreignToken()), 200)
  },
)

inEveryAdapter('revocations of one issuer never judge the tokens of another', async (open) => {
  const theirs = createTestRevocations()
  const api = await open({ options: { issuers: [{ ...foreign, revocations: theirs }] } })
  const [ours, their] = [userToken({ jti: 'token-1' }), foreignToken({ jti: 'token-1' })]
  api.revocations.revoked.add('token-1')
  assert.equal(await statusOf(api, ours), 401)
  assert.equal(await statusOf(api, their), 200)
  api.revocations.revoked.clear()
  theirs.revoked.add('token-1')
  assert.equal(await statusOf(api, ours), 200)
  assert.equal(await statusOf(api, their), 401)
  theirs.isStale = true
  assert.equal(await statusOf(api, ours), 200)
  assert.equal(await statusOf(api, their), 503)
})

inEveryAdapter('the same subject of two issuers has two quotas', async (open) => {
  const options = { issuers: [foreign], quota: { limit: 2, windowSeconds: 60 } }
  const api = await open({ options })
  assert.equal(await statusOf(api, userToken()), 200)
  assert.equal(await statusOf(api, userToken()), 200)
  assert.equal(await statusOf(api, userToken()), 429)
  assert.equal(await statusOf(api, foreignToken()), 200)
  assert.equal(await statusOf(api, foreignToken({ azp: 'other' })), 200)
  assert.equal(await statusOf(api, foreignToken()), 429)
})

inEveryAdapter('the audit says whose subject it was', async (open) => {
  const route = { scopes: ['read:documents'] }
  const api = await open({ options: { issuers: [foreign] }, route })
  await statusOf(api, userToken())
  await statusOf(api, foreignToken())
  assert.deepEqual(
    api.audit.facts.map((fact) => [fact.issuer, fact.subject]),
    [
      [issuer, 'alice'],
      [foreignIssuer, 'alice'],
    ],
  )
})

inEveryAdapter(
  'A22 PKJ-08 unknown kids of one issuer, and its outage, are no concern of the other',
  async (open) => {
    const fetches: string[] = []
    let isDown = false
    const fetch: typeof globalThis.fetch = async (input) => {
      const url = String(input)
      fetches.push(url)
      if (isDown && url.startsWith(foreignIssuer)) throw new TypeError('fetch failed')
      if (url.startsWith(issuer)) {
        return Response.json(url.endsWith('/jwks') ? jwks : { issuer, jwks_uri: `${issuer}/jwks` })
      }
      return url.endsWith('/their-jwks')
        ? Response.json({ keys: [foreignKey.jwk] })
        : new Response(null, { status: 404 })
    }
    const { keys: _, ...rest } = foreign
    const remote = { ...rest, jwksUri: `${foreignIssuer}/their-jwks` }
    const api = await open({ options: { issuers: [remote], fetch } })
    assert.equal(await statusOf(api, foreignToken()), 200)
    assert.equal(await statusOf(api, userToken()), 200)
    for (let i = 0; i < 50; i += 1) {
      assert.equal(await statusOf(api, foreignToken({}, { kid: `random-${i}` })), 401)
    }
    const count = (part: string) => fetches.filter((url) => url.endsWith(part)).length
    assert.equal(count('/their-jwks'), 4, 'the first, and three that are saved up')
    assert.equal(count(`${issuer}/jwks`), 1)
    assert.equal(
      fetches.some((url) => url.startsWith(`${foreignIssuer}/.well-known`)),
      false,
    )
    // Ours may still look for a key that it does not know.
    assert.equal(await statusOf(api, userToken()), 200)
    assert.equal(await statusOf(api, forge(userClaims(), { kid: 'key-2' })), 401)
    assert.equal(count(`${issuer}/jwks`), 2)

    isDown = true
    api.clock.advanceSeconds(2 * 86_400)
    const { iat, exp } = { iat: api.clock.nowMs() / 1000, exp: api.clock.nowMs() / 1000 + 600 }
    assert.equal(await statusOf(api, foreignToken({ iat, exp })), 503)
    assert.equal(await statusOf(api, userToken({ iat, exp })), 200)
  },
)
