import assert from 'node:assert/strict'
import { test } from 'node:test'
import { userToken } from '../support/test-issuer.ts'
import {
  callMessage,
  echoTool,
  hosts,
  listMessage,
  mcpAudience,
  mcpToken,
  metadataUrl,
  readMessage,
  serveMcp,
} from './serve-mcp.ts'

for (const host of hosts) {
  test(`${host}: MCP-01 a stranger is told where the server describes itself, and what to ask for`, async (t) => {
    const mcp = await serveMcp(t, (ran) => [echoTool(ran)], { scopes: ['use:mcp'] }, host)
    const refused = await mcp.post(listMessage)
    assert.equal(refused.status, 401)
    assert.deepEqual(refused.header('www-authenticate'), [
      `Bearer scope="use:mcp", resource_metadata="${metadataUrl}"`,
    ])
    const described = await mcp.send({ target: new URL(metadataUrl).pathname })
    assert.equal(described.status, 200)
    assert.deepEqual(JSON.parse(described.body), {
      resource: mcpAudience,
      authorization_servers: ['https://auth.example.com'],
      scopes_supported: ['use:mcp', 'read:documents'],
      bearer_methods_supported: ['header'],
    })
  })

  test(`${host}: MCP-03 a token for another audience opens nothing`, async (t) => {
    const mcp = await serveMcp(t, (ran) => [echoTool(ran)], {}, host)
    for (const aud of ['https://mcp.example.com', `${mcpAudience}/`, 'https://api.example.com']) {
      const { answer } = await mcp.call('echo', { text: 'a' }, mcpToken({ aud }))
      assert.equal(answer.status, 401, aud)
      assert.match(answer.header('www-authenticate')[0] ?? '', /error="invalid_token"/)
    }
    assert.deepEqual(mcp.ran, [])
    const { answer, message } = await mcp.call('echo', { text: 'a' })
    assert.equal(answer.status, 200)
    assert.equal(message.result?.content?.[0]?.text, '{"text":"a","times":1}')
  })

  test(`${host}: MCP-05 bad tokens are 401, two of them 400, and a lack of scopes 403`, async (t) => {
    const mcp = await serveMcp(t, (ran) => [echoTool(ran)], {}, host)
    const call = callMessage('echo', { text: 'a' })
    const expired = mcpToken({ exp: 1 })
    assert.equal((await mcp.post(call, expired)).status, 401)
    const twice = await mcp.post(call, mcpToken(), [['Authorization', `Bearer ${mcpToken()}`]])
    assert.equal(twice.status, 400)
    assert.match(twice.header('www-authenticate')[0] ?? '', /error="invalid_request"/)
    const narrow = await mcp.post(call, mcpToken({ scope: 'openid' }))
    assert.equal(narrow.status, 403)
    assert.deepEqual(narrow.header('www-authenticate'), [
      `Bearer error="insufficient_scope", scope="read:documents", resource_metadata="${metadataUrl}"`,
    ])
    assert.deepEqual(mcp.ran, [])
    assert.equal((await mcp.post(call, mcpToken())).status, 200)
  })

  test(`${host}: MCP-06 every method is authenticated, and a session id is no credential`, async (t) => {
    const mcp = await serveMcp(t, (ran) => [echoTool(ran)], {}, host)
    const opened = await mcp.post(initialize, mcpToken())
    assert.equal(opened.status, 200)
    assert.deepEqual(opened.header('mcp-session-id'), [])
    const session = ['Mcp-Session-Id', 'stolen'] as const
    for (const method of ['GET', 'DELETE', 'POST', 'PUT', 'HEAD']) {
      const answer = await mcp.send({ method, target: '/mcp', headers: [session] })
      assert.equal(answer.status, 401, method)
    }
    const token = ['Authorization', `Bearer ${mcpToken()}`] as const
    for (const method of ['GET', 'DELETE', 'PUT']) {
      const answer = await mcp.send({ method, target: '/mcp', headers: [token] })
      assert.equal(answer.status, 405, method)
      assert.deepEqual(answer.header('allow'), ['POST'])
    }
  })

  test(`${host}: a revoked token is refused in the middle of a conversation`, async (t) => {
    const mcp = await serveMcp(t, (ran) => [echoTool(ran)], {}, host)
    const token = mcpToken({ jti: 'soon-gone' })
    assert.equal((await mcp.post(listMessage, token)).status, 200)
    mcp.revocations.revoked.add('soon-gone')
    assert.equal((await mcp.post(listMessage, token)).status, 401)
  })

  test(`${host}: a call counts against the quota once, and the answer says what is left`, async (t) => {
    const quota = { limit: 2, windowSeconds: 60 }
    const mcp = await serveMcp(t, (ran) => [echoTool(ran)], { quota }, host)
    const left = (await mcp.call('echo', { text: 'a' })).answer
    assert.match(left.header('ratelimit')[0] ?? '', /r=1;/)
    assert.equal((await mcp.post(listMessage, mcpToken())).status, 200)
    const over = await mcp.post(listMessage, mcpToken())
    assert.equal(over.status, 429)
    assert.equal(over.header('retry-after').length, 1)
  })

  test(`${host}: other paths are not this server's`, async (t) => {
    const mcp = await serveMcp(t, (ran) => [echoTool(ran)], {}, host)
    for (const target of ['/', '/mcp/', '/MCP', '/mcp2']) {
      assert.equal((await mcp.send({ target })).status, 404, target)
    }
    assert.equal((await mcp.send({ target: '/mcp' })).status, 401)
  })

  test(`${host}: the tools are listed with what they accept, to whoever may speak`, async (t) => {
    const mcp = await serveMcp(t, (ran) => [echoTool(ran)], {}, host)
    const answer = await mcp.post(listMessage, userToken({ aud: mcpAudience, scope: 'openid' }))
    assert.equal(answer.status, 200)
    const { result } = readMessage(answer) as { result: { tools: readonly ListedTool[] } }
    assert.deepEqual(
      result.tools.map(({ name, inputSchema }) => [name, Object.keys(inputSchema.properties)]),
      [['echo', ['text', 'times']]],
    )
  })
}

interface ListedTool {
  readonly name: string
  readonly inputSchema: { readonly properties: object }
}

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  },
}
