import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import {
  callMessage,
  echoTool,
  hosts,
  listMessage,
  mcpToken,
  readMessage,
  serveMcp,
} from './serve-mcp.ts'

test('N11 what two parsers could read differently is read by none', async (t) => {
  const mcp = await serveMcp(t, (ran) => [echoTool(ran)])
  const twice =
    '{"jsonrpc":"2.0","id":7,"method":"tools/list","method":"tools/call","params":{"name":"echo","arguments":{"text":"a"}}}'
  const nested =
    '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"text":"a","text":"b"}}}'
  for (const text of [twice, nested, '', '{', 'null', '"tools/call"', '['.repeat(100_000)]) {
    assert.equal((await mcp.post(text, mcpToken())).status, 400, text.slice(0, 40))
  }
  assert.deepEqual(mcp.ran, [])
  assert.equal((await mcp.post(callMessage('echo', { text: 'a' }), mcpToken())).status, 200)
})

for (const host of hosts) {
  test(`${host}: a batch is refused as a whole`, async (t) => {
    const mcp = await serveMcp(t, (ran) => [echoTool(ran)], {}, host)
    const call = callMessage('echo', { text: 'a' })
    for (const batch of [[], [call], [listMessage, call]]) {
      const answer = await mcp.post(batch, mcpToken())
      assert.equal(answer.status, 400)
      assert.equal(readMessage(answer).error?.code, -32600)
    }
    assert.deepEqual(mcp.ran, [])
    assert.equal((await mcp.post(call, mcpToken())).status, 200)
  })
}

for (const host of hosts) {
  test(`${host}: what is nested too deeply is refused, whoever has parsed it`, async (t) => {
    const mcp = await serveMcp(t, (ran) => [echoTool(ran, { input: z.looseObject({}) })], {}, host)
    // The envelope, `params` and `arguments` are the first three levels, what is innermost the last.
    const nested = (levels: number, [open, innermost, close]: readonly [string, string, string]) =>
      `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"a":${open.repeat(levels - 4)}${innermost}${close.repeat(levels - 4)}}}}`
    const kinds = [
      ['[', '[]', ']'],
      ['[', '[1]', ']'],
      ['{"a":', '{"a":1}', '}'],
    ] as const
    for (const kind of kinds) {
      for (const levels of [65, 15_000]) {
        const answer = await mcp.post(nested(levels, kind), mcpToken())
        assert.equal(answer.status, 400, `${kind[0]} ${levels}`)
        assert.equal(readMessage(answer).error?.code, -32700)
      }
      assert.equal((await mcp.post(nested(64, kind), mcpToken())).status, 200)
    }
    assert.equal(mcp.ran.length, kinds.length)
    assert.deepEqual(mcp.faults, [])
  })
}

for (const host of ['node:http', 'fastify', 'hono'] as const) {
  test(`${host}: a body that is too long is refused, whether or not it says how long it is`, async (t) => {
    const mcp = await serveMcp(t, (ran) => [echoTool(ran)], { maxBodyBytes: 2000 }, host)
    const long = callMessage('echo', { text: 'a'.repeat(4000) })
    const said = await mcp.post(long, mcpToken())
    assert.equal(said.status, 413)
    const body = JSON.stringify(long)
    const silent = await mcp.send({
      method: 'POST',
      target: '/mcp',
      headers: [
        ['Authorization', `Bearer ${mcpToken()}`],
        ['Content-Type', 'application/json'],
        ['Accept', 'application/json, text/event-stream'],
        ['Transfer-Encoding', 'chunked'],
        // Ends the headers, and begins a body that does not say its length.
        ['X-Body', `\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n`],
      ],
    })
    assert.equal(silent.status, 413)
    assert.deepEqual(mcp.ran, [])
    assert.equal((await mcp.post(callMessage('echo', { text: 'a' }), mcpToken())).status, 200)
  })
}

test('only JSON is read', async (t) => {
  const mcp = await serveMcp(t, (ran) => [echoTool(ran)])
  const body = JSON.stringify(callMessage('echo', { text: 'a' }))
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', undefined]) {
    const answer = await mcp.send({
      method: 'POST',
      target: '/mcp',
      headers: [
        ['Authorization', `Bearer ${mcpToken()}`],
        ...(type === undefined ? [] : [['Content-Type', type] as const]),
      ],
      body,
    })
    assert.equal(answer.status, 415, type)
  }
  assert.deepEqual(mcp.ran, [])
  assert.equal((await mcp.post(body, mcpToken())).status, 200)
})

test('methods that a server with tools alone does not serve are not found', async (t) => {
  const mcp = await serveMcp(t, (ran) => [echoTool(ran)])
  for (const method of [
    'resources/read',
    'subscriptions/listen',
    'tasks/get',
    'tools/Call',
    '__proto__',
  ]) {
    const answer = await mcp.post({ jsonrpc: '2.0', id: 'x', method, params: {} }, mcpToken())
    assert.equal(answer.status, 404, method)
    assert.equal(readMessage(answer).error?.code, -32601)
    assert.equal(JSON.parse(answer.body).id, 'x')
  }
  assert.equal((await mcp.post({ jsonrpc: '2.0', id: 1, method: 'ping' }, mcpToken())).status, 200)
  const note = { jsonrpc: '2.0', method: 'notifications/initialized' }
  assert.equal((await mcp.post(note, mcpToken())).status, 202)
})

test('pages of other origins are refused, listed ones may read the challenge', async (t) => {
  const page = 'https://inspector.example.com'
  const mcp = await serveMcp(t, (ran) => [echoTool(ran)], { origins: [page] })
  for (const origin of [
    'https://evil.example',
    'null',
    'http://inspector.example.com',
    `${page}.evil.example`,
  ]) {
    const answer = await mcp.post(listMessage, mcpToken(), [['Origin', origin]])
    assert.equal(answer.status, 403, origin)
  }
  for (const origin of [page, 'https://mcp.example.com']) {
    assert.equal(
      (await mcp.post(listMessage, mcpToken(), [['Origin', origin]])).status,
      200,
      origin,
    )
  }
  const stranger = await mcp.post(listMessage, undefined, [['Origin', page]])
  assert.equal(stranger.status, 401)
  assert.deepEqual(stranger.header('access-control-allow-origin'), [page])
  assert.match(stranger.header('access-control-expose-headers')[0] ?? '', /WWW-Authenticate/)
  const preflight = await mcp.send({
    method: 'OPTIONS',
    target: '/mcp',
    headers: [
      ['Origin', page],
      ['Access-Control-Request-Method', 'POST'],
    ],
  })
  assert.equal(preflight.status, 204)
  assert.match(preflight.header('access-control-allow-headers')[0] ?? '', /Mcp-Protocol-Version/)
})
