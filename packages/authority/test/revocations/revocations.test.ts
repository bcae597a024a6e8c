import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { digestSecret } from '../../src/index.ts'
import {
  type Bench,
  documentsApi,
  issuer,
  noon,
  openAuthority,
  reportsApi,
  saveClient,
  secretOf,
} from '../support/open-authority.ts'

const now = noon / 1000

/** An authority with two APIs, `documents` and `reports`, beside the clients of every bench. */
async function openWithApis(t: TestContext): Promise<Bench> {
  const resource = { accessTokenSeconds: 600, algorithm: 'ES256' } as const
  const bench = await openAuthority({
    resources: [
      { ...resource, identifier: documentsApi, scopes: [], introspectedBy: ['documents', 'post'] },
      { ...resource, identifier: reportsApi, scopes: [], introspectedBy: ['reports', 'app'] },
    ],
  })
  for (const client_id of ['documents', 'reports']) {
    await saveClient(bench.store, {
      client_id,
      token_endpoint_auth_method: 'client_secret_basic',
      secrets: [{ digest: digestSecret(secretOf(client_id)), createdAt: now }],
    })
  }
  t.after(async () => {
    await bench.authority.stop()
    await bench.close()
  })
  return bench
}

function basic(clientId: string, secret = secretOf(clientId)) {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` }
}

function ask(
  bench: Bench,
  headers: Record<string, string>,
  init: RequestInit & { readonly path?: string } = {},
): Promise<Response> {
  const { path = '/revocations', ...rest } = init
  const request = new Request(`${issuer}${path}`, { headers, ...rest })
  return bench.authority.fetch(request, { peer: { address: '192.0.2.1' } })
}

/** Reads events, one after the other. */
function readerOf(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  assert.ok(reader)
  let text = ''
  const next = async (): Promise<{ event: string; id?: string; data: unknown } | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end !== -1) {
        const fields = new Map(
          text
            .slice(0, end)
            .split('\n')
            .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        )
        text = text.slice(end + 2)
        const id = fields.get('id')
        const event = fields.get('event') ?? ''
        const data: unknown = JSON.parse(fields.get('data') ?? '')
        return id === undefined ? { event, data } : { event, id, data }
      }
      const { done, value } = await reader.read()
      if (done) return undefined
      text += value
    }
  }
  return {
    next,
    /** The next that is no heartbeat. */
    nextWord: async () => {
      for (;;) {
        const one = await next()
        if (one?.event !== 'heartbeat') return one
      }
    },
    cancel: () => reader.cancel(),
  }
}

test('REV-01 an API hears what is revoked: first all there is, then each as it comes', async (t) => {
  const bench = await openWithApis(t)
  const { revocations } = bench.store
  const first = await revocations.revoke({ target: { kind: 'subject', id: 'user-alice' }, now })
  const response = await ask(bench, basic('documents'))
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.equal(response.headers.get('x-accel-buffering'), 'no')
  const stream = readerOf(response)
  const facts = { target: first.target, revoked_at: now, expires_at: now + 3600 }
  assert.deepEqual(await stream.next(), {
    event: 'snapshot',
    id: String(first.position),
    data: { entries: [{ position: first.position, ...facts }], is_last: true },
  })
  const heartbeat = await stream.next()
  assert.equal(heartbeat?.event, 'heartbeat')
  assert.deepEqual(Object.keys(heartbeat?.data ?? {}).sort(), ['elapsed_ms', 'lag_ms'])
  const second = await revocations.revoke({ target: { kind: 'all' }, now: now + 1 })
  assert.deepEqual(await stream.nextWord(), {
    event: 'revocation',
    id: String(second.position),
    data: { target: { kind: 'all' }, revoked_at: now + 1, expires_at: now + 3601 },
  })
  await stream.cancel()
})

test('whoever comes again hears what was missed, and only that', async (t) => {
  const bench = await openWithApis(t)
  const { revocations } = bench.store
  for (let i = 0; i < 2500; i += 1) {
    await revocations.revoke({ target: { kind: 'token', id: `token-${i}` }, now })
  }
  const stream = readerOf(await ask(bench, { ...basic('documents'), 'last-event-id': '10' }))
  for (let position = 11; position <= 2500; position += 1) {
    const word = await stream.nextWord()
    assert.equal(word?.event, 'revocation')
    assert.equal(word.id, String(position))
  }
  await stream.cancel()
  const whole = readerOf(await ask(bench, basic('documents')))
  const sizes: number[] = []
  const ids: (string | undefined)[] = []
  for (let page = 0; page < 3; page += 1) {
    const word = await whole.nextWord()
    assert.ok(word)
    sizes.push((word.data as { entries: unknown[] }).entries.length)
    ids.push(word.id)
  }
  assert.deepEqual(sizes, [1000, 1000, 500])
  assert.deepEqual(ids, [undefined, undefined, '2500'])
  await whole.cancel()
})

test('M01 a last position that is none, or that never was, is answered with everything', async (t) => {
  const bench = await openWithApis(t)
  await bench.store.revocations.revoke({ target: { kind: 'token', id: 'token-1' }, now })
  for (const id of [
    '-1',
    'x',
    '1e9',
    '1.5',
    '01',
    '99',
    '9007199254740993',
    '9'.repeat(5000),
    '',
  ]) {
    const stream = readerOf(await ask(bench, { ...basic('documents'), 'last-event-id': id }))
    assert.equal((await stream.nextWord())?.event, 'snapshot', id)
    await stream.cancel()
  }
  const control = readerOf(await ask(bench, { ...basic('documents'), 'last-event-id': '0' }))
  assert.equal((await control.nextWord())?.event, 'revocation')
  await control.cancel()
})

test('M01 nobody reads revocations but a confidential client that is an API', async (t) => {
  const bench = await openWithApis(t)
  const form = (fields: Record<string, string>) => ({
    method: 'POST',
    body: new URLSearchParams(fields),
  })
  const asked: readonly (readonly [string, Promise<Response>, number])[] = [
    ['nobody', ask(bench, {}), 401],
    ['a wrong secret', ask(bench, basic('documents', 'wrong')), 401],
    ['another secret', ask(bench, basic('documents', secretOf('reports'))), 401],
    ['no such client', ask(bench, basic('nobody')), 401],
    ['a token', ask(bench, { authorization: 'Bearer abc' }), 401],
    ['a public client', ask(bench, {}, form({ client_id: 'app' })), 401],
    ['a client that is no API', ask(bench, basic('conf')), 403],
    ['the wrong method', ask(bench, basic('post')), 401],
    ['the secret in the query', ask(bench, {}, { path: '/revocations?client_id=documents' }), 400],
    ['a token in the query', ask(bench, basic('documents'), { path: '/revocations?token=x' }), 400],
    ['PUT', ask(bench, basic('documents'), { method: 'PUT' }), 405],
  ]
  for (const [who, answer, status] of asked) {
    const response = await answer
    assert.equal(response.status, status, who)
    assert.notEqual(response.headers.get('content-type'), 'text/event-stream', who)
    assert.ok(!(await response.text()).includes('event:'), who)
  }
  const accepted = [
    await ask(bench, basic('documents')),
    await ask(bench, basic('reports')),
    await ask(bench, {}, form({ client_id: 'post', client_secret: secretOf('post') })),
  ]
  for (const response of accepted) {
    assert.equal(response.status, 200)
    await response.body?.cancel()
  }
})

test('M01 HEAD says who may read, and opens nothing', async (t) => {
  const bench = await openWithApis(t)
  for (let i = 0; i < 300; i += 1) {
    const response = await ask(bench, basic('documents'), { method: 'HEAD' })
    assert.equal(response.status, 200)
    assert.equal(response.body, null)
  }
  assert.equal((await ask(bench, {}, { method: 'HEAD' })).status, 401)
  const control = await ask(bench, basic('documents'))
  assert.equal(control.status, 200)
  await control.body?.cancel()
})

test('streams at once are limited for each client, and each that ends makes room', async (t) => {
  const bench = await openWithApis(t)
  const open: Response[] = []
  for (let i = 0; i < 200; i += 1) open.push(await ask(bench, basic('documents')))
  assert.ok(open.every(({ status }) => status === 200))
  const refused = await ask(bench, basic('documents'))
  assert.equal(refused.status, 429)
  assert.equal(refused.headers.get('retry-after'), '5')
  const other = await ask(bench, basic('reports'))
  assert.equal(other.status, 200)
  await other.body?.cancel()
  await open[0]?.body?.cancel()
  const again = await ask(bench, basic('documents'))
  assert.equal(again.status, 200)
  for (const { body } of [...open.slice(1), again]) await body?.cancel()
})

test('a client that is disabled, or whose secret is taken away, is cut off; another reads on', async (t) => {
  const bench = await openWithApis(t)
  const streams = new Map<string, ReturnType<typeof readerOf>>()
  for (const id of ['documents', 'reports']) {
    const stream = readerOf(await ask(bench, basic(id)))
    await stream.next()
    streams.set(id, stream)
  }
  const form = new URLSearchParams({ client_id: 'post', client_secret: secretOf('post') })
  const untouched = readerOf(await ask(bench, {}, { method: 'POST', body: form }))
  const documents = await bench.store.clients.find('documents')
  const reports = await bench.store.clients.find('reports')
  assert.ok(documents && reports)
  await bench.store.clients.save({ ...documents, status: 'disabled' })
  await bench.store.clients.save({ ...reports, secrets: [] })
  bench.clock.advanceSeconds(31)
  for (const stream of streams.values()) assert.equal(await stream.nextWord(), undefined)
  await untouched.next()
  assert.equal((await untouched.next())?.event, 'heartbeat')
  assert.equal((await untouched.next())?.event, 'heartbeat')
  await untouched.cancel()
})

test('a clock that was set back gives a disabled client no time; another reads on', async (t) => {
  const bench = await openWithApis(t)
  const [disabled, untouched] = [
    readerOf(await ask(bench, basic('documents'))),
    readerOf(await ask(bench, basic('reports'))),
  ]
  for (const stream of [disabled, untouched]) await stream.next()
  const documents = await bench.store.clients.find('documents')
  assert.ok(documents)
  await bench.store.clients.save({ ...documents, status: 'disabled' })
  bench.clock.advanceSeconds(-3600)
  const heard = []
  for (let i = 0; i < 4; i += 1) heard.push((await disabled.next())?.event)
  assert.equal(heard.at(-1), undefined)
  for (let i = 0; i < 3; i += 1) assert.equal((await untouched.next())?.event, 'heartbeat')
  await untouched.cancel()
})

test('an authority that takes no more requests ends its streams, and begins none', async (t) => {
  const bench = await openWithApis(t)
  const stream = readerOf(await ask(bench, basic('documents')))
  assert.equal((await stream.next())?.event, 'snapshot')
  bench.authority.release()
  assert.equal(await stream.nextWord(), undefined)
  assert.equal((await ask(bench, basic('documents'))).status, 503)
})

test('a reader who takes nothing is cut off after ten seconds, and nothing piles up for it', async (t) => {
  const bench = await openWithApis(t)
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const idle = await ask(bench, basic('documents'))
  for (let i = 0; i < 100; i += 1) {
    await bench.store.revocations.revoke({ target: { kind: 'token', id: `token-${i}` }, now })
  }
  t.mock.timers.tick(10_001)
  t.mock.timers.reset()
  const reader = idle.body?.getReader()
  await assert.rejects(async () => reader?.read(), /too slow/)
})
