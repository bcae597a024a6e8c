import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { revocationStream } from '@sallyport/revocation'
import { start } from '../samples.ts'

const wait = { limit: 1000, waitMs: 1000 }
const facts = { revoked_at: start, expires_at: start + 3600 }
const target = (id: string) => ({ kind: 'token', id })
const entry = (position: number) => ({
  position,
  target: target(`token-${position}`),
  revokedAt: start,
  expiresAt: start + 3600,
})
const heartbeat = (elapsed_ms: number, lag_ms = 0) =>
  `event: heartbeat\ndata: ${JSON.stringify({ elapsed_ms, lag_ms })}\n\n`
const revocation = (position: number) =>
  `event: revocation\nid: ${position}\ndata: ${JSON.stringify({ target: target(`token-${position}`), ...facts })}\n\n`
const snapshot = (positions: readonly number[], position?: number) => {
  const entries = positions.map((one) => ({
    position: one,
    target: target(`token-${one}`),
    ...facts,
  }))
  const id = position === undefined ? '' : `id: ${position}\n`
  return `event: snapshot\n${id}data: ${JSON.stringify({ entries, is_last: position !== undefined })}\n\n`
}

/** A server that answers each connection with the next of these, and a stream of it. */
async function streamOf(t: TestContext, answers: readonly ((response: ServerResponse) => void)[]) {
  const asked: { authorization: string | undefined; lastEventId: string | undefined }[] = []
  const server = createServer(({ headers }, response) => {
    const lastEventId = headers['last-event-id']
    asked.push({ authorization: headers.authorization, lastEventId: lastEventId?.toString() })
    answers[asked.length - 1]?.(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stream = revocationStream({
    issuer: `http://127.0.0.1:${port}`,
    clientId: 'api:1',
    clientSecret: 's ecret',
  })
  t.after(() => {
    stream.close()
    server.closeAllConnections()
    server.close()
  })
  return { stream, asked }
}

const say =
  (...texts: readonly string[]) =>
  (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const text of texts) response.write(text)
  }

test('a snapshot of several pages is one, and following goes on behind it', async (t) => {
  const answer = say(snapshot([1, 2]), snapshot([3], 5), heartbeat(10), revocation(6))
  const { stream, asked } = await streamOf(t, [answer])
  assert.deepEqual(await stream.snapshot(), { position: 5, entries: [1, 2, 3].map(entry) })
  const heard = []
  while (heard.length === 0) {
    const entries = await stream.next({ after: 5, ...wait })
    assert.ok(entries !== 'lost')
    heard.push(...entries)
  }
  assert.deepEqual(heard, [entry(6)])
  assert.deepEqual(asked, [
    {
      authorization: `Basic ${Buffer.from('api%3A1:s%20ecret').toString('base64')}`,
      lastEventId: undefined,
    },
  ])
})

test('a connection that ends is an error once, and the next says what it has already', async (t) => {
  const { stream, asked } = await streamOf(t, [
    (response) => {
      say(snapshot([], 5), revocation(6))(response)
      setTimeout(() => response.destroy(), 50)
    },
    say(revocation(7)),
  ])
  await stream.snapshot()
  assert.deepEqual(await stream.next({ after: 5, ...wait }), [entry(6)])
  await assert.rejects(stream.next({ after: 6, ...wait }))
  assert.deepEqual(await stream.next({ after: 6, ...wait }), [entry(7)])
  assert.equal(asked[1]?.lastEventId, '6')
})

test('a snapshot where a position was said means that it is lost', async (t) => {
  const { stream, asked } = await streamOf(t, [
    say(snapshot([], 5)),
    say(snapshot([2], 2), revocation(3)),
  ])
  await stream.snapshot()
  stream.close()
  assert.equal(await stream.next({ after: 5, ...wait }), 'lost')
  assert.deepEqual(await stream.snapshot(), { position: 2, entries: [entry(2)] })
  assert.deepEqual(await stream.next({ after: 2, ...wait }), [entry(3)])
  assert.equal(asked.length, 2)
})

test('the lag is the age of the last heartbeat and the lag of the authority in it', async (t) => {
  const { stream } = await streamOf(t, [say(snapshot([], 5), revocation(6), heartbeat(0, 4000))])
  assert.equal(stream.lagMs(), Number.POSITIVE_INFINITY)
  await stream.snapshot()
  assert.ok(stream.lagMs() >= 2000 && stream.lagMs() < 3500)
  await stream.next({ after: 5, ...wait })
  // A heartbeat that says less than is known already changes nothing.
  assert.ok(stream.lagMs() >= 2000 && stream.lagMs() < 3500)
})

test('what is not understood is an error, and never a silence', async (t) => {
  const broken = [
    'event: revocation\nid: 6\ndata: {}\n\n',
    `event: revocation\ndata: ${JSON.stringify({ target: target('x'), ...facts })}\n\n`,
    `event: revocation\nid: 6\ndata: ${JSON.stringify({ target: { kind: 'planet', id: 'x' }, ...facts })}\n\n`,
    'event: heartbeat\ndata: nothing\n\n',
    'event: snapshot\ndata: {"entries":[]}\n\n',
  ]
  const answers = broken.map((text) => say(text))
  const { stream } = await streamOf(t, [...answers, say('event: news\ndata: x\n\n', revocation(6))])
  for (const text of broken) {
    await assert.rejects(stream.next({ after: 5, ...wait }), /cannot be understood/, text)
  }
  assert.deepEqual(await stream.next({ after: 5, ...wait }), [entry(6)])
})

test('an answer that is no stream is an error that says the status and no secret', async (t) => {
  const { stream } = await streamOf(t, [
    (response) => response.writeHead(401, { 'content-type': 'application/json' }).end('{}'),
    (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('hello'),
    (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  ])
  await assert.rejects(stream.snapshot(), /refuses its stream of revocations: 401$/)
  await assert.rejects(stream.snapshot(), /refuses its stream of revocations: 200$/)
  await assert.rejects(
    stream.snapshot(),
    (error: Error) => !/s ecret|s%20ecret/.test(String(error)),
  )
})

test('three seconds of silence are the end of a connection', async (t) => {
  let now = 0
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(snapshot([], 5))),
  })
  const stream = revocationStream({
    issuer: 'https://auth.example',
    clientId: 'api',
    clientSecret: 'secret',
    fetch: async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    monotonicMs: () => now,
  })
  t.after(() => stream.close())
  await stream.snapshot()
  now = 2999
  const running = setInterval(() => {}, 1000)
  assert.deepEqual(await stream.next({ after: 5, limit: 1, waitMs: 0 }), [])
  now = 3000
  await assert.rejects(stream.next({ after: 5, ...wait }), /has said nothing for 3000 ms/)
  clearInterval(running)
})

test('an issuer that is not https is misuse, except on loopback', () => {
  const client = { clientId: 'api', clientSecret: 'secret' }
  for (const issuer of [
    'http://auth.example',
    'x',
    'https://a.example/?x',
    'https://u:p@a.example',
  ]) {
    assert.throws(() => revocationStream({ issuer, ...client }), /must be an https URL/)
  }
  revocationStream({ issuer: 'http://localhost:4000', ...client })
  revocationStream({ issuer: 'https://auth.example/tenant', ...client })
})
