import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inputRequired } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { type McpTool, type McpToolOptions, tool } from '../../src/mcp/mcp.ts'
import { mcpToken, type ServedMcp, serveMcp } from './serve-mcp.ts'

test('MCP-06 a state handle counts only for the principal, client, tool and arguments it was made for', async (t) => {
  const mcp = await serveMcp(t, () => [removing('remove'), removing('wipe')])
  const asked = await call(mcp, 'remove', { id: '1' })
  const state = asked.result.requestState
  assert.equal(typeof state, 'string')
  const stolen = {
    'another person': () => call(mcp, 'remove', { id: '1' }, state, { sub: 'mallory' }),
    'another client': () => call(mcp, 'remove', { id: '1' }, state, { client_id: 'other' }),
    'another thing': () => call(mcp, 'remove', { id: '2' }, state),
    'another tool': () => call(mcp, 'wipe', { id: '1' }, state),
    'a changed state': () => call(mcp, 'remove', { id: '1' }, `${state}x`),
    'a state of another process': async () =>
      call(await serveMcp(t, () => [removing('remove')]), 'remove', { id: '1' }, state),
  }
  for (const [kind, steal] of Object.entries(stolen)) {
    const answer = await steal()
    assert.equal(answer.error?.code, -32602, kind)
    assert.equal(answer.result, undefined, kind)
  }
  assert.equal((await call(mcp, 'remove', { id: '1' }, state)).result.content[0].text, 'gone: 1')
})

test('MCP-06 a state handle is bound to the arguments as they came, whatever the schema makes of them', async (t) => {
  const ids = z.array(z.string())
  const asks = asking(() => 'done')
  const tools = {
    plain: tool({ ...asks, name: 'plain', input: z.object({ ids }) }),
    set: tool({
      ...asks,
      name: 'set',
      input: z.object({ ids: ids.transform((list) => new Set(list)) }),
    }),
    map: tool({
      ...asks,
      name: 'map',
      input: z.object({ ids: ids.transform((list) => new Map(list.map((id) => [id, 1]))) }),
    }),
    alike: tool({ ...asks, name: 'alike', input: z.object({ ids: ids.transform(() => 'some') }) }),
    changing: tool({ ...asks, name: 'changing', input: emptying }),
  }
  const mcp = await serveMcp(t, () => Object.values(tools))
  for (const name of Object.keys(tools)) {
    const draft = { ids: ['draft'], note: { a: 1, b: 2 } }
    const state = (await call(mcp, name, draft)).result.requestState
    assert.equal(typeof state, 'string', name)
    for (const other of [{ ids: ['everything'] }, { ids: ['draft'] }, { ...draft, note: {} }]) {
      assert.equal((await call(mcp, name, other, state)).error?.code, -32602, name)
    }
    const reordered = { note: { b: 2, a: 1 }, ids: ['draft'] }
    const { result } = await call(mcp, name, reordered, state)
    assert.equal(result?.content[0].text, 'done', name)
  }
})

/** A schema that changes what it is given, as validators do that set defaults in place. */
const emptying = z.preprocess((given) => {
  if (typeof given === 'object' && given !== null) {
    for (const name of Object.keys(given)) Reflect.deleteProperty(given, name)
  }
  return given
}, z.looseObject({}))

function removing(name: string): McpTool {
  return tool({
    name,
    input: z.object({ id: z.string() }),
    ...asking((args) => `gone: ${'id' in args ? args.id : ''}`),
  })
}

/** Asks for a confirmation, and says what it has done once there is one. */
function asking(say: (args: object) => string): Pick<McpToolOptions, 'policy' | 'run'> {
  return {
    policy: () => true,
    run: async (args, { mcp, sealState }) => {
      if (mcp.mcpReq.requestState() === 'asked') {
        return { content: [{ type: 'text', text: say(Object(args)) }] }
      }
      return inputRequired({
        inputRequests: {
          sure: inputRequired.elicit({
            message: 'Are you sure?',
            requestedSchema: { type: 'object', properties: { yes: { type: 'boolean' } } },
          }),
        },
        requestState: await sealState('asked'),
      })
    },
  }
}

/** A call of 2026-07-28, in which questions travel through the client. */
async function call(
  mcp: ServedMcp,
  name: string,
  args: object,
  requestState?: string,
  claims: object = {},
) {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
  }
  const answers =
    requestState === undefined
      ? {}
      : { requestState, inputResponses: { sure: { action: 'accept', content: { yes: true } } } }
  const params = { name, arguments: args, _meta: meta, ...answers }
  const answer = await mcp.send({
    method: 'POST',
    target: '/mcp',
    headers: [
      ['Authorization', `Bearer ${mcpToken({ jti: 'one', ...claims })}`],
      ['Content-Type', 'application/json'],
      ['Accept', 'application/json, text/event-stream'],
      ['Mcp-Protocol-Version', '2026-07-28'],
      ['Mcp-Method', 'tools/call'],
      ['Mcp-Name', name],
    ],
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  })
  const json = /\{.*\}/.exec(answer.body)?.[0] ?? '{}'
  return JSON.parse(json)
}
