import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { RunningCommand } from '../packages/sallyport/test/support/process.ts'
import {
  configurationSecret,
  prepareServer,
  type ServerProcess,
} from '../test/end-to-end/support/server-process.ts'
import { takeTokens } from '../test/end-to-end/support/take-tokens.ts'

const next = 'the-next-configuration-secret-of-the-tests'

async function kidsOf({ issuer }: ServerProcess): Promise<readonly string[]> {
  const { keys } = (await (await fetch(`${issuer}/jwks`)).json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid).sort()
}

/** The new refresh token, or undefined if it was refused. */
async function refresh({ issuer }: ServerProcess, token: string): Promise<string | undefined> {
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: token,
    client_id: 'public',
  })
  const response = await fetch(`${issuer}/token`, { method: 'POST', body })
  const answer = (await response.json()) as { refresh_token?: string }
  return response.ok ? answer.refresh_token : undefined
}

async function restart(server: ServerProcess, running: RunningCommand, changes: object) {
  running.child.kill('SIGTERM')
  await running.ended()
  await server.reconfigure(changes)
  return server.start()
}

async function begin(t: TestContext) {
  const server = await prepareServer(t)
  const running = await server.start()
  const { refreshToken } = await takeTokens(server, 'alice')
  return { server, running, refreshToken, kids: await kidsOf(server) }
}

test('the configuration secret is replaced: keys stay, refresh tokens go on, the old one opens nothing', async (t) => {
  const { server, running, refreshToken, kids } = await begin(t)
  const rotating = await restart(server, running, {
    secret: next,
    previousSecrets: [configurationSecret],
  })
  assert.deepEqual(await kidsOf(server), kids)
  const successor = await refresh(server, refreshToken)
  assert.ok(successor, 'a token made under the secret before is accepted')

  const settled = await restart(server, rotating, { secret: next })
  assert.deepEqual(await kidsOf(server), kids)
  assert.ok(await refresh(server, successor), 'its successor is under the secret now')

  settled.child.kill('SIGTERM')
  await settled.ended()
  await server.reconfigure({ secret: configurationSecret })
  await assert.rejects(server.start(), /does not open the signing keys/)
})

test('without naming the secret before, a start says so and changes nothing', async (t) => {
  const { server, running, refreshToken, kids } = await begin(t)
  running.child.kill('SIGTERM')
  await running.ended()
  await server.reconfigure({ secret: next })
  await assert.rejects(server.start(), /previousSecrets/)
  await server.reconfigure({})
  await server.start()
  assert.deepEqual(await kidsOf(server), kids)
  assert.ok(await refresh(server, refreshToken))
})
