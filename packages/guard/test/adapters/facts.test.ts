import assert from 'node:assert/strict'
import type { DecisionInput } from '@sallyport/protocol'
import { bearer } from '../support/send-raw.ts'
import { clientClaims, forge, issuer, startSeconds, userToken } from '../support/test-issuer.ts'
import { inEveryAdapter, type Plan } from './matrix.ts'

/** A route whose policy writes down what it is asked. */
function listening(inputs: DecisionInput[]): Plan & { route: NonNullable<Plan['route']> } {
  const policy = (input: DecisionInput) => {
    inputs.push(input)
    return true
  }
  return { route: { action: 'read', resource: { type: 'document', id: '1' }, policy } }
}

inEveryAdapter('POL-02 a policy is asked about verified facts, and nothing else', async (open) => {
  const inputs: DecisionInput[] = []
  const api = await open(listening(inputs))
  await api.send({ headers: [bearer(userToken())] })
  await api.send({ headers: [bearer(forge(clientClaims()))] })
  const environment = {
    time: '12:00',
    timestamp: startSeconds,
    weekday: 'monday',
    ipAddress: '127.0.0.1',
  }
  const asked = { resource: { type: 'document', id: '1' }, action: 'read', environment }
  assert.deepEqual(inputs, [
    {
      user: {
        id: 'alice',
        roles: ['employee'],
        department: 'research',
        scopes: ['read:documents'],
      },
      client: { id: 'web' },
      ...asked,
    },
    { client: { id: 'worker' }, ...asked },
  ])
})

inEveryAdapter('time and weekday are those of the configured zone', async (open) => {
  const inputs: DecisionInput[] = []
  const api = await open({ ...listening(inputs), options: { timeZone: 'Pacific/Auckland' } })
  await api.send({ headers: [bearer(userToken())] })
  const { time, weekday, timestamp } = inputs[0]?.environment ?? {}
  assert.deepEqual([time, weekday, timestamp], ['01:00', 'tuesday', startSeconds])
})

inEveryAdapter('POL-02 N05 nothing that the caller writes changes what is asked', async (open) => {
  const inputs: DecisionInput[] = []
  const api = await open({ ...listening(inputs), parseBody: true })
  const token = bearer(userToken())
  await api.send({ headers: [token] })
  const shadow = {
    user: { id: 'admin', roles: ['admin'] },
    resource: { type: 'document', owner: 'alice' },
    action: 'write',
    environment: { deviceTrust: 'high', time: '10:00' },
    constructor: { prototype: { roles: ['admin'] } },
  }
  const body = JSON.stringify(shadow).replace('{', '{"__proto__":{"roles":["admin"]},')
  const query = 'input[user][roles]=admin&user=admin&__proto__[roles]=admin&action=write'
  await api.send({
    method: 'POST',
    target: `/?${query}`,
    headers: [
      token,
      ['Content-Type', 'application/json'],
      ['X-Input', JSON.stringify(shadow)],
      ['Input', JSON.stringify(shadow)],
      ['__proto__', 'admin'],
    ],
    body,
  })
  assert.equal(inputs.length, 2)
  assert.deepEqual(inputs[1], inputs[0])
  assert.equal(Object.hasOwn(Object.prototype, 'roles'), false)
})

const callerWrites = [
  ['X-Forwarded-For', '10.1.2.3'],
  ['Forwarded', 'for=10.1.2.3;proto=https'],
  ['X-Real-IP', '10.1.2.3'],
  ['X-Device-Trust', 'high'],
  ['x_device_trust', 'high'],
  ['X-Forwarded-Client-Cert', 'Hash=abc;Subject="CN=admin"'],
  ['X-SSL-Client-Cert', 'MIIB'],
  ['X-Client-Verify', 'SUCCESS'],
  ['X-User-Id', 'admin'],
  ['X-Roles', 'admin'],
  ['X-Original-URL', '/admin'],
  ['X-Rewrite-URL', '/admin'],
  ['X-Request-Id', 'chosen-by-the-caller'],
] as const

inEveryAdapter(
  'BCP-08, H02, H03 headers of a caller that is no proxy change nothing',
  async (open) => {
    const inputs: DecisionInput[] = []
    const options = { deviceTrustHeader: 'X-Device-Trust', trustedProxies: ['192.0.2.0/24'] }
    const api = await open({ ...listening(inputs), options })
    const token = bearer(userToken())
    await api.send({ headers: [token] })
    assert.equal((await api.send({ headers: [token, ...callerWrites] })).status, 200)
    assert.deepEqual(inputs[1], inputs[0])
    assert.deepEqual(
      api.audit.facts.map(({ address }) => address),
      ['127.0.0.1', '127.0.0.1'],
    )
    assert.equal(
      api.audit.facts.some(({ requestId }) => requestId.includes('chosen')),
      false,
    )
  },
)

inEveryAdapter('H02 the same headers count once, from a declared proxy', async (open) => {
  const inputs: DecisionInput[] = []
  const options = { deviceTrustHeader: 'X-Device-Trust', trustedProxies: ['127.0.0.0/8'] }
  const api = await open({ ...listening(inputs), options })
  const send = async (headers: readonly (readonly [string, string])[]) => {
    await api.send({ headers: [bearer(userToken()), ...headers] })
    const { ipAddress, deviceTrust } = inputs.at(-1)?.environment ?? {}
    return [ipAddress, deviceTrust]
  }
  assert.deepEqual(await send(callerWrites), ['10.1.2.3', 'high'])
  assert.deepEqual(await send([['X-Device-Trust', 'medium']]), ['127.0.0.1', 'medium'])
  assert.deepEqual(await send([['X-Device-Trust', 'compliant']]), ['127.0.0.1', undefined])
  const twice = [
    ['X-Device-Trust', 'high'],
    ['x-device-trust', 'high'],
  ] as const
  assert.deepEqual(await send(twice), ['127.0.0.1', undefined])
  assert.deepEqual(await send([['X-Device_Trust', 'high']]), ['127.0.0.1', undefined])
  assert.equal('deviceTrust' in (inputs.at(-1)?.environment ?? {}), false)
})

inEveryAdapter('the audit tells who did what to which thing, and holds no token', async (open) => {
  const inputs: DecisionInput[] = []
  const plan = listening(inputs)
  const api = await open({ route: { ...plan.route, scopes: ['read:documents'] } })
  const token = userToken({ jti: 'token-1' })
  await api.send({ headers: [bearer(token)] })
  await api.send({
    headers: [bearer(userToken({ sub: 'mallory', scope: 'other', jti: 'token-2' }))],
  })
  await api.send({ headers: [bearer(userToken({ aud: 'https://other.example.com' }))] })
  await api.send({})
  const facts = api.audit.facts.map(({ requestId: _, ...fact }) => fact)
  const principal = { clientId: 'web', issuer, grantId: 'grant-1', sessionId: 'session-1' }
  const address = '127.0.0.1'
  assert.deepEqual(facts, [
    {
      type: 'decision.allowed',
      outcome: 'success',
      address,
      subject: 'alice',
      ...principal,
      tokenId: 'token-1',
      resource: { type: 'document', id: '1' },
      action: 'read',
      scope: 'read:documents',
    },
    {
      type: 'decision.denied',
      outcome: 'refused',
      address,
      subject: 'mallory',
      ...principal,
      tokenId: 'token-2',
      action: 'read',
      scope: 'read:documents',
      reasons: ['insufficient_scope'],
    },
    { type: 'authentication.refused', outcome: 'refused', address, reasons: ['wrong_audience'] },
    { type: 'authentication.refused', outcome: 'refused', address, reasons: ['no_credentials'] },
  ])
  const ids = api.audit.facts.map(({ requestId }) => requestId)
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.match(id, /^[\w-]{22}$/)
  const signature = token.split('.')[2] ?? ''
  assert.equal(JSON.stringify(api.audit.facts).includes(signature), false)
})

inEveryAdapter('no answer says anything of the token or of who is calling', async (open) => {
  const api = await open({
    route: { scopes: ['admin:users'] },
    options: { quota: { limit: 3, windowSeconds: 60 } },
  })
  const claims = { sub: 'subject-of-alice', scope: 'scope-of-alice', roles: ['role-of-alice'] }
  const token = userToken({ ...claims, jti: 'id-of-token', client_id: 'client-of-alice' })
  for (let i = 0; i < 6; i += 1) {
    const { text, status } = await api.send({ headers: [bearer(token)] })
    assert.equal(status, i < 3 ? 403 : 429)
    for (const word of ['of-alice', 'id-of-token', token]) assert.equal(text.includes(word), false)
  }
  const entitled = userToken({ sub: 'carol', scope: 'admin:users' })
  assert.equal((await api.send({ headers: [bearer(entitled)] })).status, 200)
})

inEveryAdapter('identifiers as long as a secret are recorded in part', async (open) => {
  const digest = 'ab'.repeat(32)
  const policy = () => ({ allow: true, reasons: [`because of ${digest}`] })
  const api = await open({
    route: { action: 'read', resource: { type: 'document', id: digest }, policy },
  })
  await api.send({ headers: [bearer(userToken({ jti: digest, sub: `auth0|${digest}` }))] })
  const [fact] = api.audit.facts
  const part = `${digest.slice(0, 48)}…`
  assert.deepEqual(fact?.resource, { type: 'document', id: part })
  assert.deepEqual(
    [fact?.tokenId, fact?.subject, fact?.reasons],
    [part, `auth0|${part}`, [`because of ${part}`]],
  )
  await api.send({ headers: [bearer(userToken({ jti: 'token-1' }))] })
  assert.equal(api.audit.facts[1]?.tokenId, 'token-1')
})

inEveryAdapter(
  'an address that looks like a token is decided and recorded like any',
  async (open) => {
    const load = (target: string) => ({ type: 'document', id: target.slice(1) })
    const policy = () => ({ allow: false })
    const api = await open({ route: { action: 'read', resource: load, policy } })
    const token = userToken()
    const [header = '', payload = ''] = token.split('.')
    for (const [id, recorded] of [
      ['notes', 'notes'],
      ['report.final.v2', 'report.final.v2'],
      [token, '[redacted]'],
      [`notes-${header}.${payload}`, 'notes-[redacted]'],
      [`${header}..${payload}.${payload}.`, '[redacted]'],
      ['eyJhbGciOi.eyJzdWIi', '[redacted]'],
      [`${'a'.repeat(70)}.eyJhbGciOi.eyJzdWIi`, `${'a'.repeat(48)}….[redacted]`],
    ] as const) {
      const answer = await api.send({ target: `/${id}`, headers: [bearer(token)] })
      assert.equal(answer.status, 403, id)
      const fact = api.audit.facts.at(-1)
      assert.equal(fact?.type, 'decision.denied')
      assert.deepEqual(fact?.resource, { type: 'document', id: recorded })
    }
  },
)
