import { isDeepStrictEqual } from 'node:util'
import {
  auth,
  Client,
  SdkHttpError,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import { ClientMemory } from './client-memory.ts'
import { Person } from './person.ts'
import { startStack } from './stack.ts'

/**
 * `node --conditions=@sallyport/source examples/mcp-tools/src/story.ts`: a client that knows nothing but
 * the address of an MCP server finds its way in. A line a step; exit code 0 only if every step held.
 */
const stack = await startStack()
let failed = 0
try {
  part('A client that nobody knows, of 2025-11-25')
  const stranger = new ClientMemory()
  const first = new Client({ name: 'stranger', version: '1' })
  const person = await walkIn(first, stranger)
  await step(
    'it has registered itself',
    'string',
    async () => typeof stranger.clientInformation()?.client_id,
  )
  await stepUp(first, stranger, person, ['Ask about the third.', 'Asked.'])

  part('A client that the authority knows, of 2026-07-28')
  const memory = new ClientMemory({ client_id: 'assistant', issuer: stack.sallyport.issuer })
  const versionNegotiation = { mode: 'auto' } as const
  const client = new Client({ name: 'assistant', version: '1' }, { versionNegotiation })
  await stepUp(client, memory, await walkIn(client, memory), ['Asked.', 'Answered.'])
} finally {
  await stack.stop()
}
console.log(failed === 0 ? '\nevery step held' : `\n${failed} steps did not hold`)
process.exitCode = failed === 0 ? 0 : 1

/** From the address of the server alone to its tools. */
async function walkIn(client: Client, memory: ClientMemory): Promise<Person> {
  const person = new Person(stack.password)
  const first = new StreamableHTTPClientTransport(stack.url, { authProvider: memory })
  await step('it is sent to have its person sign in', 'UnauthorizedError', () =>
    nameOf(client.connect(first)),
  )
  const asked = memory.takeAuthorizationUrl()
  const parameter = (name: string) => async () => asked.searchParams.get(name)
  await step(
    'at the authority that the server names',
    stack.sallyport.issuer,
    async () => asked.origin,
  )
  await step('for this server', stack.url.href, parameter('resource'))
  await step('for what the challenge says', 'read:documents offline_access', parameter('scope'))
  await step('with PKCE', 'S256', parameter('code_challenge_method'))
  await first.finishAuth((await person.allow(asked)).searchParams)
  await client.connect(new StreamableHTTPClientTransport(stack.url, { authProvider: memory }))
  await step(
    'alice has signed in: all tools are listed',
    3,
    async () => (await client.listTools()).tools.length,
  )
  await step('she reads the public handbook', 'Two doors.', () =>
    call(client, 'read_document', { id: 'handbook' }),
  )
  await step("she does not read bob's plans", 403, () =>
    statusOf(call(client, 'read_document', { id: 'plans' })),
  )
  await step('nor what is not there', 403, () =>
    statusOf(call(client, 'read_document', { id: 'nothing' })),
  )
  return person
}

/** What the first token does not allow is asked for, once it is needed. */
async function stepUp(
  client: Client,
  memory: ClientMemory,
  person: Person,
  [before, after]: readonly [string, string],
): Promise<void> {
  const write = () => call(client, 'write_document', { id: 'notes', text: after })
  await step('to write needs more: the client asks', 'UnauthorizedError', () => nameOf(write()))
  const asked = memory.takeAuthorizationUrl()
  await step(
    'for all that it needs at once',
    'offline_access read:documents write:documents',
    async () => asked.searchParams.get('scope')?.split(' ').toSorted().join(' '),
  )
  await step('and nothing is written yet', before, () =>
    call(client, 'read_document', { id: 'notes' }),
  )
  const { transport } = client
  if (!(transport instanceof StreamableHTTPClientTransport)) throw new Error('no transport')
  await transport.finishAuth((await person.allow(asked)).searchParams)
  await step('alice allows it: her notes are written', 'wrote notes', write)
  await step('and read', after, () => call(client, 'read_document', { id: 'notes' }))
  await step(
    'tokens are short, and a refresh brings a new one of each',
    'true true true',
    async () => {
      const earlier = memory.tokens()
      await auth(memory, { serverUrl: stack.url })
      const later = memory.tokens()
      const isShort = (later?.expires_in ?? Infinity) <= 900
      const changed = (['access_token', 'refresh_token'] as const).map(
        (name) => later?.[name] !== undefined && later[name] !== earlier?.[name],
      )
      return [isShort, ...changed].join(' ')
    },
  )
  const token = memory.tokens()?.access_token ?? ''
  await step('every decision is in the audit, no token is', 'true false', async () => {
    const events = JSON.stringify(await stack.sallyport.store.audit.since(0, 10_000))
    return `${events.includes('write_document')} ${events.includes(token)}`
  })
}

async function call(client: Client, name: string, args: Record<string, unknown>): Promise<unknown> {
  const { content } = await client.callTool({ name, arguments: args })
  const [first] = content
  return first?.type === 'text' ? first.text : first
}

function part(title: string): void {
  console.log(`\n${title}`)
}

async function step(title: string, expected: unknown, look: () => Promise<unknown>): Promise<void> {
  const seen = await look().catch(String)
  const held = isDeepStrictEqual(seen, expected)
  if (!held) failed += 1
  console.log(`${held ? 'ok  ' : 'FAIL'} ${title}: expected ${expected}, saw ${seen}`)
}

async function nameOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof UnauthorizedError ? 'UnauthorizedError' : String(error)),
  )
}

async function statusOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => {
    if (error instanceof SdkHttpError) return error.status
    throw error
  })
}
