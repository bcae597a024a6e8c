import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@sallyport/protocol'
import { z } from 'zod'
import { guard, type McpGuardOptions, tool } from '../../src/mcp/mcp.ts'
import { issuer, keys } from '../support/test-issuer.ts'
import { createTestRevocations } from '../support/test-revocations.ts'
import { echoTool, mcpAudience } from './serve-mcp.ts'

const run = () => ({ content: [] })

function options(changes: object = {}): McpGuardOptions {
  return {
    issuer,
    audience: mcpAudience,
    keys,
    revocations: createTestRevocations(),
    server: { name: 'documents', version: '1.0.0' },
    tools: [echoTool([])],
    ...changes,
  }
}

test('options that cannot be meant are refused, with what to give instead', () => {
  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ tool: [] }, /did you mean `tools`/],
    [{ tools: [] }, /at least one tool/],
    [{ tools: [{ name: 'echo', run }] }, /what tool\(\) makes/],
    [{ tools: [echoTool([]), echoTool([])] }, /two tools named `echo`/],
    [{ server: { name: 'documents' } }, /`name` and `version`/],
    [{ server: { name: 'a', version: '1', port: 1 } }, /no option `port`/],
    [{ scopes: ['offline_access'] }, /no scope of an API/],
    [{ audience: undefined }, /`audience` is missing/],
    [{ audience: 'documents' }, /is a URL/],
    [{ issuer: undefined }, /`issuer`/],
    [{ policy: true }, /`policy` must be a function/],
    [{ origins: ['*'] }, /wildcard/],
    [{ maxBodyBytes: 0 }, /`maxBodyBytes`/],
    [{ stateKey: new Secret(new Uint8Array(31)) }, /at least 32/],
    [{ stateKey: 'secret' }, /at least 32/],
  ]
  for (const [changes, message] of wrong) {
    assert.throws(() => guard(options(changes)), message, message.source)
  }
  assert.equal(typeof guard(options()).fetch, 'function')
  assert.equal(typeof guard(options({ stateKey: new Secret(new Uint8Array(32)) })).node, 'function')
})

test('default deny: a tool about which nothing decides stops the start', () => {
  const open = tool({ name: 'open', run })
  assert.throws(() => guard(options({ tools: [open] })), /nothing decides who may call tool `open`/)
  assert.throws(() => guard(options({ tools: [open], scopes: ['use:mcp'] })), /nothing decides/)
  assert.throws(
    () =>
      guard(options({ tools: [tool({ name: 'open', scopes: ['a'], facts: () => ({}), run })] })),
    /nobody asks for `facts`/,
  )
  guard(options({ tools: [open], policy: () => true }))
  guard(options({ tools: [tool({ name: 'open', policy: () => true, run })] }))
})

test('a tool that cannot be meant is refused', () => {
  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ name: 'open', run, scope: 'a' }, /did you mean `scopes`/],
    [{ name: 'open it', run }, /`name` must be/],
    [{ name: '', run }, /`name` must be/],
    [{ name: 'open' }, /needs `run`/],
    [{ name: 'open', run, facts: {} }, /`facts`/],
    [{ name: 'open', run, input: {} }, /Standard Schema/],
    [{ name: 'open', run, input: z.string() }, /must describe an object/],
  ]
  for (const [given, message] of wrong) {
    assert.throws(() => tool(given as Parameters<typeof tool>[0]), message, message.source)
  }
  assert.equal(tool({ name: 'open', run, input: z.object({}) }).name, 'open')
})

test('a request whose peer was forgotten is a misuse of fetch', async () => {
  const mcp = guard(options())
  const request = new Request(mcpAudience)
  await assert.rejects(mcp.fetch(request, {} as { peer: { address: undefined } }), /needs `peer`/)
  const answer = await mcp.fetch(request, { peer: { address: undefined } })
  assert.equal(answer.status, 401)
})
