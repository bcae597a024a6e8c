import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { inspect } from 'node:util'
import type { DecisionInput } from '@sallyport/protocol'
import { z } from 'zod'
import { type ToolContext, tool } from '../../src/mcp/mcp.ts'
import { callMessage, echoTool, mcpToken, metadataUrl, readMessage, serveMcp } from './serve-mcp.ts'

const done = { content: [{ type: 'text' as const, text: 'done' }] }

test('the tool is the action, and its arguments are facts of the resource', async (t) => {
  const asked: DecisionInput[] = []
  const policy = (input: DecisionInput) => {
    asked.push(input)
    return { allow: input.resource.arguments !== undefined && input.user?.id === 'alice' }
  }
  const mcp = await serveMcp(t, (ran) => [echoTool(ran)], { policy })
  const { answer } = await mcp.call('echo', { text: 'a', surplus: true })
  assert.equal(answer.status, 200)
  const [input] = asked
  assert.equal(input?.action, 'echo')
  assert.deepEqual(input?.resource, {
    type: 'tool',
    id: 'echo',
    arguments: { text: 'a', times: 1 },
  })
  // N11: one parse, one object, and nobody can change it in between.
  assert.equal(input?.resource.arguments, mcp.ran[0])
  assert.ok(Object.isFrozen(mcp.ran[0]))
  assert.deepEqual(
    mcp.audit.facts.map(({ type, action, resource }) => [type, action, resource]),
    [['decision.allowed', 'echo', { type: 'tool', id: 'echo' }]],
  )
  const denied = await mcp.call('echo', { text: 'a' }, mcpToken({ sub: 'mallory' }))
  assert.equal(denied.answer.status, 403)
  assert.equal(JSON.parse(denied.answer.body).code, 'denied')
  assert.equal(mcp.ran.length, 1)
  assert.equal(mcp.audit.facts.at(-1)?.type, 'decision.denied')
})

test('arguments are judged by the schema before any policy is asked', async (t) => {
  let asked = 0
  const policy = () => {
    asked += 1
    return true
  }
  const mcp = await serveMcp(t, (ran) => [echoTool(ran)], { policy })
  for (const args of [{}, { text: 1 }, { text: 'a', times: 'b' }, 'text', [], null, 7]) {
    const { message } = await mcp.call('echo', args)
    assert.equal(
      message.result?.isError === true || message.error !== undefined,
      true,
      inspect(args),
    )
  }
  assert.equal(asked, 0)
  assert.deepEqual(mcp.ran, [])
  await mcp.call('echo', { text: 'a' })
  assert.equal(asked, 1)
})

test('MCP-05 who lacks what a tool demands learns nothing of what its schema knows', async (t) => {
  let looked = 0
  const input = z.object({
    id: z.string().refine((id) => {
      looked += 1
      return id === 'known'
    }, 'no such user'),
  })
  const mcp = await serveMcp(t, (ran) => [
    echoTool(ran, { name: 'admin', scopes: ['admin:users'], input }),
    echoTool(ran, { name: 'strict', acr: 'urn:example:mfa', input }),
  ])
  const calls = [{ id: 'known' }, { id: 'unknown' }, { id: 1 }, 'text', null]
  const challenges = {
    admin: [403, /^Bearer error="insufficient_scope", scope="read:documents admin:users"/],
    strict: [401, /^Bearer error="insufficient_user_authentication"/],
  } as const
  for (const [name, [status, challenge]] of Object.entries(challenges)) {
    const bodies = new Set<string>()
    for (const args of [...calls, JSON.parse('{"__proto__":1}')]) {
      const { answer } = await mcp.call(name, args)
      assert.equal(answer.status, status, inspect(args))
      assert.match(answer.header('www-authenticate')[0] ?? '', challenge)
      bodies.add(answer.body)
    }
    assert.equal(bodies.size, 1)
  }
  assert.equal(looked, 0)
  assert.deepEqual(mcp.ran, [])
  assert.equal(mcp.audit.facts.filter(({ action }) => action === 'admin').length, 6)
  const wide = mcpToken({ scope: 'read:documents admin:users', acr: 'urn:example:mfa' })
  for (const name of Object.keys(challenges)) {
    const unknown = await mcp.call(name, { id: 'unknown' }, wide)
    assert.equal(unknown.answer.status, 200)
    assert.equal(unknown.message.result?.isError, true)
    assert.match(unknown.answer.body, /no such user/)
    const known = await mcp.call(name, { id: 'known' }, wide)
    assert.equal(known.message.result?.isError, undefined)
  }
  assert.deepEqual(mcp.ran, [{ id: 'known' }, { id: 'known' }])
})

test('a call that the schema refuses is recorded, without its arguments, before it is answered', async (t) => {
  const mcp = await serveMcp(t, (ran) => [echoTool(ran)])
  const invalid = { text: 'a', times: 'many-times' }
  const { message } = await mcp.call('echo', invalid)
  assert.equal(message.result?.isError, true)
  assert.deepEqual(
    mcp.audit.facts.map(({ type, outcome, action, subject, reasons }) => [
      ...[type, outcome, action],
      ...[subject, reasons],
    ]),
    [['decision.denied', 'refused', 'echo', 'alice', ['input_invalid']]],
  )
  assert.ok(!inspect(mcp.audit.facts, { depth: 9 }).includes('many-times'))
  mcp.audit.isDown = true
  const untold = (await mcp.call('echo', invalid)).answer
  assert.equal(untold.status, 503)
  assert.ok(!untold.body.includes('times'))
  mcp.audit.isDown = false
  const { answer } = await mcp.call('echo', { text: 'a', times: 2 })
  assert.equal(answer.status, 200)
  assert.equal(mcp.audit.facts.at(-1)?.type, 'decision.allowed')
})

test('N05 no argument takes the place of a verified fact, nor touches a prototype', async (t) => {
  const asked: DecisionInput[] = []
  const policy = (input: DecisionInput) => {
    asked.push(input)
    return input.user?.roles.includes('admin') === true || input.resource.owner === 'alice'
  }
  const open = tool({
    name: 'open',
    input: z.looseObject({}),
    policy,
    run: () => done,
  })
  const mcp = await serveMcp(t, () => [open])
  const shadows: readonly object[] = [
    { type: 'document', id: 'other', owner: 'alice', user: { roles: ['admin'] } },
    { resource: { owner: 'alice' }, action: 'read', environment: { deviceTrust: 'high' } },
    { constructor: { prototype: { owner: 'alice' } }, toString: 'x', hasOwnProperty: true },
  ]
  for (const shadow of shadows) {
    const { answer } = await mcp.call('open', shadow)
    assert.equal(answer.status, 403)
    const input = asked.at(-1)
    assert.equal(input?.resource.type, 'tool')
    assert.equal(input?.resource.id, 'open')
    assert.equal(input?.resource.owner, undefined)
    assert.deepEqual(input?.user?.roles, ['employee'])
    assert.equal(input?.environment.deviceTrust, undefined)
  }
  const before = asked.length
  for (const text of [
    '{"__proto__":{"owner":"alice"}}',
    '{"a":[{"b":{"__proto__":null}}]}',
    '{"\\u005f_proto__":1}',
  ]) {
    const answer = await mcp.post(callText('open', text), mcpToken())
    assert.equal(readMessage(answer).result?.isError, true, text)
  }
  assert.equal(asked.length, before)
  assert.equal(({} as { owner?: string }).owner, undefined)
  assert.equal((await mcp.call('open', {}, mcpToken({ roles: ['admin'] }))).answer.status, 200)
})

test('H03 headers that any caller can write reach neither the policy nor the tool', async (t) => {
  let input: DecisionInput | undefined
  let seen: ToolContext | undefined
  const look = tool({
    name: 'look',
    policy: (asked) => {
      input = asked
      return true
    },
    run: (_, context) => {
      seen = context
      return done
    },
  })
  const mcp = await serveMcp(t, () => [look])
  const answer = await mcp.post(callMessage('look', {}), mcpToken(), [
    ['X-User-Id', 'root'],
    ['X-Roles', 'admin'],
    ['X-Device-Trust', 'high'],
    ['Cookie', 'session=stolen'],
  ])
  assert.equal(answer.status, 200)
  assert.ok(!inspect(input, { depth: 9 }).match(/root|admin|high|stolen/))
  const headers = [...(seen?.mcp.http?.req?.headers.keys() ?? [])]
  assert.deepEqual(headers, ['accept', 'content-type', 'mcp-protocol-version'])
  assert.equal(seen?.principal.subject, 'alice')
})

test('MCP-03 no tool gets the token, and no upstream sees it', async (t) => {
  const upstreamSaw: string[] = []
  const upstream = createServer((req, res) => {
    upstreamSaw.push(inspect(req.rawHeaders))
    res.end('weather')
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  t.after(() => upstream.close())
  const { port } = upstream.address() as AddressInfo
  let everything = ''
  let authInfo: unknown = 'unset'
  const proxy = tool({
    name: 'weather',
    policy: () => true,
    run: async (_, context) => {
      const { mcp } = context
      authInfo = mcp.http?.authInfo
      // Whatever a careless tool could pass on: all the headers it can reach.
      const headers = [...(mcp.http?.req?.headers ?? [])]
      everything = inspect(context, { depth: 20, showHidden: true }) + inspect(headers)
      const response = await fetch(`http://127.0.0.1:${port}/`, { headers })
      return { content: [{ type: 'text', text: await response.text() }] }
    },
  })
  const mcp = await serveMcp(t, () => [proxy])
  const token = mcpToken()
  const { message } = await mcp.call('weather', {}, token)
  assert.equal(message.result?.content?.[0]?.text, 'weather')
  assert.equal(authInfo, undefined)
  assert.equal(upstreamSaw.length, 1)
  const [, , signature = ''] = token.split('.')
  for (const text of [...upstreamSaw, everything, inspect(mcp.audit.facts, { depth: 9 })]) {
    assert.ok(!text.includes(signature))
    assert.ok(!/authorization/i.test(text))
  }
})

test('MCP-05 MCP-14 a step up names what is needed and what is held, at once, before the tool runs', async (t) => {
  const mcp = await serveMcp(
    t,
    (ran) => [
      echoTool(ran),
      echoTool(ran, { name: 'write', scopes: ['write:documents', 'audit'] }),
    ],
    { scopes: ['use:mcp'] },
  )
  const { answer } = await mcp.call(
    'write',
    { text: 'a' },
    mcpToken({ scope: 'use:mcp read:documents offline_access read:elsewhere' }),
  )
  assert.equal(answer.status, 403)
  assert.deepEqual(answer.header('www-authenticate'), [
    `Bearer error="insufficient_scope", scope="use:mcp read:documents write:documents audit", resource_metadata="${metadataUrl}"`,
  ])
  assert.deepEqual(mcp.ran, [])
  const wide = mcpToken({ scope: 'use:mcp write:documents audit' })
  assert.equal((await mcp.call('write', { text: 'a' }, wide)).answer.status, 200)
  // Without what every request needs, a list is refused as well.
  assert.equal(
    (await mcp.post({ jsonrpc: '2.0', id: 1, method: 'tools/list' }, mcpToken())).status,
    403,
  )
})

test('a tool can demand a recent sign-in by a strong method', async (t) => {
  const mcp = await serveMcp(t, (ran) => [
    echoTool(ran, { acr: 'urn:example:mfa', maxAgeSeconds: 300 }),
  ])
  const weak = (await mcp.call('echo', { text: 'a' })).answer
  assert.equal(weak.status, 401)
  assert.match(
    weak.header('www-authenticate')[0] ?? '',
    /error="insufficient_user_authentication", scope="read:documents", acr_values="urn:example:mfa", max_age="300"/,
  )
  const strong = mcpToken({ acr: 'urn:example:mfa' })
  assert.equal((await mcp.call('echo', { text: 'a' }, strong)).answer.status, 200)
})

test('facts of the API’s own are loaded for the policy, and their lack denies', async (t) => {
  const owners = new Map([
    ['1', 'alice'],
    ['2', 'bob'],
  ])
  const read = tool({
    name: 'read',
    input: z.object({ id: z.string() }),
    facts: ({ id }) => {
      const owner = owners.get(id)
      return owner === undefined ? undefined : { owner, id: 'shadow', type: 'shadow' }
    },
    policy: ({ user, resource }) => resource.type === 'tool' && resource.owner === user?.id,
    run: () => done,
  })
  const mcp = await serveMcp(t, () => [read])
  const [hers, his, none] = await Promise.all(
    ['1', '2', '3'].map(async (id) => (await mcp.call('read', { id })).answer),
  )
  assert.equal(hers?.status, 200)
  assert.equal(his?.status, 403)
  assert.equal(none?.body, his?.body)
})

test('an unknown tool runs nothing, whatever it is called', async (t) => {
  const mcp = await serveMcp(t, (ran) => [echoTool(ran)])
  for (const name of ['Echo', 'echo ', '__proto__', 'constructor', 'toString', '']) {
    const { message } = await mcp.call(name, { text: 'a' })
    assert.notEqual(message.error ?? message.result?.isError, undefined, name)
    assert.equal(message.result?.isError ?? true, true)
  }
  assert.deepEqual(mcp.ran, [])
  assert.equal((await mcp.call('echo', { text: 'a' })).message.result?.isError, undefined)
})

test('a tool that throws tells the host everything and the caller nothing', async (t) => {
  const fail = () => {
    throw new Error('the password of the database is hunter2')
  }
  const mcp = await serveMcp(t, (ran) => [
    echoTool(ran),
    tool({ name: 'broken', policy: () => true, run: fail }),
    tool({ name: 'policy', policy: fail, run: () => done }),
    tool({ name: 'facts', policy: () => true, facts: fail, run: () => done }),
    echoTool(ran, { name: 'schema', input: z.object({}).transform(fail) }),
  ])
  const answers = []
  for (const name of ['broken', 'policy', 'facts', 'schema']) {
    const { answer } = await mcp.call(name, {})
    answers.push(answer.status)
    assert.ok(!answer.text.includes('hunter2'), name)
  }
  assert.deepEqual(answers, [200, 403, 500, 500])
  assert.deepEqual(mcp.faults, ['tool_failed', 'policy_failed', 'resource_failed', 'fault'])
  assert.equal((await mcp.call('echo', { text: 'a' })).answer.status, 200)
})

test('where what happened cannot be recorded, no tool runs', async (t) => {
  const mcp = await serveMcp(t, (ran) => [echoTool(ran)])
  mcp.audit.isDown = true
  assert.equal((await mcp.call('echo', { text: 'a' })).answer.status, 503)
  assert.deepEqual(mcp.ran, [])
  mcp.audit.isDown = false
  assert.equal((await mcp.call('echo', { text: 'a' })).answer.status, 200)
})

function callText(name: string, args: string): string {
  return `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"${name}","arguments":${args}}}`
}
