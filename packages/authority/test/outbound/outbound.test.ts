import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createOutbound } from '../../src/outbound/outbound.ts'
import type { OutboundRefusal } from '../../src/outbound/outbound-refusal.ts'
import { systemOutbound } from '../../src/outbound/system-outbound.ts'
import { listenHttp, listenTcp, outboundTo, publicAddress } from '../support/listener.ts'

const url = 'https://client.example/metadata'
const ask = { url, purpose: 'client_document', policy: 'public', maxBytes: 5120 } as const

const answerJson: RequestListener = (_request, response) => {
  response.setHeader('content-type', 'application/json').setHeader('cache-control', 'max-age=60')
  response.end('{"client_id":"x"}')
}

async function openHttp(t: TestContext, answer: RequestListener = answerJson) {
  const listener = await listenHttp(answer)
  t.after(() => listener.close())
  return listener
}

async function openTcp(t: TestContext, answer: (socket: Socket) => void) {
  const listener = await listenTcp(answer)
  t.after(() => listener.close())
  return listener
}

function refused(refusal: OutboundRefusal) {
  return { ok: false, refusal }
}

test('a JSON document is fetched, with nothing of ours in the request', async (t) => {
  let headers: unknown
  const listener = await openHttp(t, (request, response) => {
    headers = request.headers
    answerJson(request, response)
  })
  const { outbound, connected } = outboundTo(listener)
  assert.deepEqual(await outbound.getJson(ask), {
    ok: true,
    value: { json: { client_id: 'x' }, freshSeconds: 60 },
  })
  assert.deepEqual(connected, [[publicAddress]])
  assert.deepEqual(headers, {
    host: 'client.example',
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'sallyport',
    connection: 'close',
  })
})

test('a form is posted, and 200 or 204 is all that is wanted of the answer', async (t) => {
  let body = ''
  let status = 200
  const listener = await openHttp(t, async (request, response) => {
    body = ''
    for await (const chunk of request) body += chunk
    response.statusCode = status
    response.end('x'.repeat(100_000))
  })
  const { outbound } = outboundTo(listener)
  const send = () =>
    outbound.postForm({
      url,
      purpose: 'logout',
      policy: 'public',
      form: new URLSearchParams({ logout_token: 'a b' }),
    })
  assert.deepEqual(await send(), { ok: true, value: { status: 200 } })
  assert.equal(body, 'logout_token=a+b')
  status = 204
  assert.deepEqual(await send(), { ok: true, value: { status: 204 } })
  for (status of [302, 400, 500]) assert.deepEqual(await send(), refused('status_refused'))
})

test('CIMD-05 DCR-04 J06 a host with a special-use address is never connected to', async (t) => {
  const listener = await openHttp(t)
  for (const addresses of [
    ['127.0.0.1'],
    ['169.254.169.254'],
    ['::ffff:10.0.0.1'],
    ['fd00::1'],
    ['not an address'],
    // The dual answer, in both orders.
    [publicAddress, '127.0.0.1'],
    ['127.0.0.1', publicAddress],
  ]) {
    const { outbound, connected } = outboundTo(listener, { 'client.example': addresses })
    assert.deepEqual(await outbound.getJson(ask), refused('address_refused'), addresses.join())
    assert.deepEqual(connected, [])
  }
  for (const host of ['0x7f.1', '2130706433', '[::ffff:10.0.0.1]', '127.0.0.1', '[::1]']) {
    const { outbound } = outboundTo(listener)
    const answer = await outbound.getJson({ ...ask, url: `https://${host}/metadata` })
    assert.deepEqual(answer, refused('address_refused'), host)
  }
  assert.equal(listener.connections(), 0)
  // Control: the same with a public address.
  const { outbound } = outboundTo(listener, {
    'client.example': [publicAddress, '2606:4700::1111'],
  })
  assert.equal((await outbound.getJson(ask)).ok, true)
  assert.equal(listener.connections(), 1)
})

test('CIMD-05 J06 a name that is rebound after it was judged leads nowhere new', async (t) => {
  const listener = await openHttp(t)
  const answers = [[publicAddress], ['127.0.0.1']]
  const names: Record<string, readonly string[]> = {}
  Object.defineProperty(names, 'client.example', { enumerable: true, get: () => answers.shift() })
  const { outbound, connected, resolved } = outboundTo(listener, names)
  assert.equal((await outbound.getJson(ask)).ok, true)
  assert.deepEqual(connected, [[publicAddress]])
  assert.deepEqual(resolved, ['client.example'])
  assert.deepEqual(await outbound.getJson(ask), refused('address_refused'))
  assert.deepEqual(connected, [[publicAddress]])
})

test('CIMD-05 J06 the connection of this machine asks no resolver and goes where it is told', async (t) => {
  const listener = await openHttp(t)
  const outbound = createOutbound({ ...systemOutbound, resolve: async () => ['127.0.0.1'] })
  const at = (host: string) => `http://${host}:${listener.port}/metadata`
  for (const policy of ['public-or-loopback', 'operator'] as const) {
    assert.equal((await outbound.getJson({ ...ask, policy, url: at('localhost') })).ok, true)
    assert.equal((await outbound.getJson({ ...ask, policy, url: at('127.0.0.1') })).ok, true)
  }
  const before = listener.connections()
  assert.deepEqual(await outbound.getJson({ ...ask, url: at('localhost') }), refused('url_refused'))
  const secure = `https://localhost:${listener.port}/metadata`
  assert.deepEqual(await outbound.getJson({ ...ask, url: secure }), refused('address_refused'))
  assert.equal(listener.connections(), before)
})

test('CIMD-05 the loopback exception holds for loopback by name, not for what resolves to it', async (t) => {
  const listener = await openHttp(t)
  const { outbound } = outboundTo(listener, { 'client.example': ['127.0.0.1'] })
  const policy = 'public-or-loopback' as const
  assert.deepEqual(await outbound.getJson({ ...ask, policy }), refused('address_refused'))
  assert.equal(listener.connections(), 0)
  const loopback = { ...ask, policy, url: 'http://localhost:4000/metadata' }
  assert.equal((await outbound.getJson(loopback)).ok, true)
})

test('CIMD-02 J07 anything but a 200 with JSON is refused, and no redirect is followed', async (t) => {
  const other = await openHttp(t)
  let status = 200
  let type = 'application/json'
  const listener = await openHttp(t, (_request, response) => {
    const location = `http://127.0.0.1:${other.port}/metadata`
    response.writeHead(status, { 'content-type': type, location })
    response.end(status === 204 || status === 304 ? undefined : '{}')
  })
  const { outbound } = outboundTo(listener)
  for (status of [201, 203, 204, 206, 301, 302, 303, 304, 307, 308, 400, 404]) {
    assert.deepEqual(await outbound.getJson(ask), refused('status_refused'), String(status))
  }
  for (status of [429, 500, 503]) {
    assert.deepEqual(await outbound.getJson(ask), refused('host_failing'), String(status))
  }
  assert.equal(other.connections(), 0)
  status = 200
  for (type of ['text/html', 'text/json', 'application/jsonp', 'image/svg+xml', '']) {
    assert.deepEqual(await outbound.getJson(ask), refused('type_refused'), type)
  }
  for (type of ['application/json; charset=utf-8', 'application/client+json']) {
    assert.equal((await outbound.getJson(ask)).ok, true, type)
  }
})

test('CIMD-06 J07 a body over the limit is cut off, whether or not it states its length', async (t) => {
  let bytes = 5120
  let states = true
  const listener = await openHttp(t, (_request, response) => {
    response.setHeader('content-type', 'application/json')
    const body = `{"a":"${'x'.repeat(bytes - 8)}"}`
    if (states) response.setHeader('content-length', body.length)
    else response.flushHeaders()
    response.end(body)
  })
  const { outbound } = outboundTo(listener)
  for (states of [true, false]) {
    bytes = 5120
    assert.equal((await outbound.getJson(ask)).ok, true)
    for (bytes of [5121, 10_000_000]) {
      assert.deepEqual(await outbound.getJson(ask), refused('too_large'))
    }
  }
})

test('CIMD-06 J07 a packed answer is refused, never unpacked', async (t) => {
  let encoding = 'gzip'
  const listener = await openHttp(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding })
    response.end(encoding === 'identity' ? '{}' : gzipSync('{}'))
  })
  const { outbound } = outboundTo(listener)
  for (encoding of ['gzip', 'br', 'deflate', 'gzip, gzip']) {
    assert.deepEqual(await outbound.getJson(ask), refused('encoding_refused'), encoding)
  }
  encoding = 'identity'
  assert.equal((await outbound.getJson(ask)).ok, true)
})

test('J08 a document that two parsers could read differently is refused', async (t) => {
  let body: string | Buffer = ''
  const listener = await openHttp(t, (_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(body)
  })
  const { outbound } = outboundTo(listener)
  const latin = Buffer.from('{"a":"\xe9"}', 'latin1')
  for (body of ['', '[]', 'null', '{"a":1,"a":2}', '{"a":1', `{"a":${'['.repeat(5000)}`, latin]) {
    assert.deepEqual(await outbound.getJson(ask), refused('malformed'))
  }
  body = '{"a":"é"}'
  assert.equal((await outbound.getJson(ask)).ok, true)
})

const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'

/** Sends a little every 20 ms until the other end hangs up. */
function drip(socket: Socket, text: string) {
  const timer = setInterval(() => socket.write(text), 20)
  socket.on('close', () => clearInterval(timer))
}

for (const [what, answer] of [
  ['that never answers', () => {}],
  ['that never ends its headers', (socket: Socket) => drip(socket, 'x: y\r\n')],
  [
    'that drips its body',
    (socket: Socket) => {
      socket.write(`${head}content-length: 4000\r\n\r\n`)
      drip(socket, 'x')
    },
  ],
  [
    'that never ends its body',
    (socket: Socket) => {
      socket.write(`${head}transfer-encoding: chunked\r\n\r\n`)
      drip(socket, '1\r\nx\r\n')
    },
  ],
  ['that goes on saying 100', (socket: Socket) => drip(socket, 'HTTP/1.1 100 Continue\r\n\r\n')],
] as const) {
  test(`CIMD-06 J07 a server ${what} is left in time`, async (t) => {
    const closed = Promise.withResolvers<void>()
    const listener = await openTcp(t, (socket) => {
      socket.resume().on('close', () => closed.resolve())
      if (what === 'that never ends its headers') socket.write(head)
      answer(socket)
    })
    const { outbound } = outboundTo(listener, {}, { timeoutMs: 150 })
    const startedAt = performance.now()
    assert.deepEqual(await outbound.getJson(ask), refused('timed_out'))
    assert.ok(performance.now() - startedAt < 2000)
    await closed.promise
  })
}

test('CIMD-06 J07 what is not HTTP, or ends in the middle, is refused', async (t) => {
  for (const text of [
    '{"client_id":"x"}',
    `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(5000)}`,
    `${head}content-length: 4000\r\n\r\n{}`,
    `${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
    '',
  ]) {
    const listener = await openTcp(t, (socket) => socket.end(text))
    const { outbound } = outboundTo(listener)
    assert.deepEqual(await outbound.getJson(ask), refused('unreachable'), text.slice(0, 40))
  }
  // Control: a whole answer over the same kind of server, kept open.
  const listener = await openTcp(t, (socket) => {
    socket.write(`${head}content-length: 2\r\nconnection: keep-alive\r\n\r\n{}`)
  })
  const { outbound } = outboundTo(listener)
  assert.equal((await outbound.getJson(ask)).ok, true)
})

test('CIMD-06 J07 only so many run at once, for each purpose and policy, and a slot comes back', async (t) => {
  const held: (() => void)[] = []
  const listener = await openHttp(t, (request, response) => {
    held.push(() => answerJson(request, response))
  })
  const { outbound } = outboundTo(listener, {}, { maxConcurrent: 2 })
  const running = [outbound.getJson(ask), outbound.getJson(ask)]
  assert.deepEqual(await outbound.getJson(ask), refused('busy'))
  const others = [
    outbound.getJson({ ...ask, policy: 'operator' }),
    outbound.getJson({ ...ask, purpose: 'key_set' }),
  ]
  while (held.length < 4) await new Promise((resolve) => setImmediate(resolve))
  for (const answer of held.splice(0)) answer()
  for (const answer of await Promise.all([...running, ...others])) assert.equal(answer.ok, true)
  const again = outbound.getJson(ask)
  while (held.length < 1) await new Promise((resolve) => setImmediate(resolve))
  for (const answer of held) answer()
  assert.equal((await again).ok, true)
})

test('a name that has no address, and a slow resolver, are refusals', async (t) => {
  const listener = await openHttp(t)
  const { outbound } = outboundTo(listener, { 'client.example': [] })
  assert.deepEqual(await outbound.getJson(ask), refused('unresolved'))
  const connect = () => assert.fail('connected')
  const failing = createOutbound({ resolve: () => Promise.reject(new Error('no')), connect })
  assert.deepEqual(await failing.getJson(ask), refused('unresolved'))
  const pending = new Promise<readonly string[]>(() => {})
  const slow = createOutbound({ resolve: () => pending, connect, timeoutMs: 20, maxConcurrent: 1 })
  assert.deepEqual(await slow.getJson(ask), refused('timed_out'))
  // The look-up is still under way, and so is its slot.
  assert.deepEqual(await slow.getJson(ask), refused('busy'))
})

test('a connector that throws is a refusal', async () => {
  const outbound = createOutbound({
    resolve: async () => [publicAddress],
    connect: () => {
      throw new Error('no network')
    },
  })
  assert.deepEqual(await outbound.getJson(ask), refused('unreachable'))
})
