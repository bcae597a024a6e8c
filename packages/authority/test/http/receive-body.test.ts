import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { AuthorityOptions } from '../../src/index.ts'
import { makeClientKey, presenting, writeAssertion } from '../support/assertions.ts'
import {
  type Bench,
  issuer,
  openAuthority,
  password,
  saveClient,
} from '../support/open-authority.ts'
import {
  type Changes,
  Person,
  refreshRequest,
  tokenRequest,
  verifier,
  withChanges,
} from '../support/person.ts'
import { assertIssued, assertRefused, newTokens } from '../support/token-outcomes.ts'

async function open(t: TestContext, overrides: Partial<AuthorityOptions> = {}) {
  const bench = await openAuthority(overrides)
  t.after(() => bench.close())
  return bench
}

/** A form that has been sent but for its last byte, and the answer once that is sent too. */
function beginPost(
  bench: Bench,
  path: string,
  fields: Changes,
  headers: Record<string, string> = {},
) {
  const text = withChanges({}, fields).toString()
  const rest = Promise.withResolvers<void>()
  const body = new ReadableStream<Uint8Array>({
    start: async (controller) => {
      controller.enqueue(Buffer.from(text.slice(0, -1)))
      await rest.promise
      controller.enqueue(Buffer.from(text.slice(-1)))
      controller.close()
    },
  })
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
    duplex: 'half',
  }
  const request = new Request(`${issuer}${path}`, init)
  const answer = bench.authority.fetch(request, { peer: { address: '203.0.113.7' } })
  return {
    finish: async () => {
      rest.resolve()
      return answer
    },
    answer,
  }
}

const redeeming = (code: string) => ({
  grant_type: 'authorization_code',
  client_id: 'app',
  code_verifier: verifier,
  code,
})

test('O21-07 a code is judged by the time at which the last byte of its request came', async (t) => {
  const bench = await open(t)
  const alice = new Person(bench)
  const first = beginPost(bench, '/token', redeeming(await alice.code()))
  bench.clock.advanceSeconds(59)
  assert.equal((await first.finish()).status, 200)
  const second = beginPost(bench, '/token', redeeming(await alice.code()))
  await turn()
  bench.clock.advanceSeconds(60)
  const refused = await second.finish()
  assert.deepEqual([refused.status, (await refused.json()).error], [400, 'invalid_grant'])
})

test('PKJ-03 a used assertion is not new again in a request begun before it was forgotten', async (t) => {
  const bench = await open(t)
  const key = await makeClientKey()
  await saveClient(bench.store, {
    client_id: 'signer',
    redirect_uris: [],
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [key.publicJwk] },
  })
  const fields = async () => ({
    grant_type: 'client_credentials',
    ...presenting(await writeAssertion('signer', key)),
  })
  const honest = beginPost(bench, '/token', await fields())
  assert.equal((await honest.finish()).status, 200)
  const used = await fields()
  const replay = beginPost(bench, '/token', used)
  assertIssued(
    await tokenRequest(bench, { ...used, code_verifier: undefined, client_id: undefined }),
  )
  await turn()
  bench.clock.advanceSeconds(600)
  await bench.authority.prune()
  assert.equal((await replay.finish()).status, 401)
})

const chosen = 'seven grey herons at noon'

test('AUTHN-07 a changed password ends what was issued while its form was on the way', async (t) => {
  const bench = await open(t)
  const [alice, thief, bob] = [new Person(bench), new Person(bench), new Person(bench)]
  await alice.code()
  const stolen = await newTokens(bench, thief)
  const foreign = assertIssued(await tokenRequest(bench, { code: await bob.code({}, 'bob') }))
  const page = await alice.follow(await alice.fetch('/grants/password'))
  const fields = {
    ...page.hidden,
    current_password: password,
    new_password: chosen,
    new_password_again: chosen,
  }
  const cookie = [...alice.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const change = beginPost(bench, '/grants/password', fields, { cookie })
  await turn()
  bench.clock.advanceSeconds(3)
  const late = assertIssued(await refreshRequest(bench, stolen.refreshToken))
  assert.equal((await change.finish()).status, 200)
  assert.equal(await isRevoked(bench, late.accessToken), true)
  assertRefused(await refreshRequest(bench, late.refreshToken), 400, 'invalid_grant')
  assert.equal(await isRevoked(bench, foreign.accessToken), false)
})

test('AUTHN-07 a changed password ends what was issued while it was hashed', async (t) => {
  const during = Promise.withResolvers<() => Promise<void>>()
  const { passwords } = (await open(t)).options
  const bench = await open(t, {
    passwords: {
      verify: passwords.verify,
      hash: async (text) => {
        await (await during.promise)()
        return passwords.hash(text)
      },
    },
  })
  const [alice, thief] = [new Person(bench), new Person(bench)]
  await alice.code()
  const stolen = await newTokens(bench, thief)
  const issued: string[] = []
  during.resolve(async () => {
    bench.clock.advanceSeconds(3)
    issued.push(assertIssued(await refreshRequest(bench, stolen.refreshToken)).accessToken)
  })
  const page = await alice.follow(await alice.fetch('/grants/password'))
  const fields = { current_password: password, new_password: chosen, new_password_again: chosen }
  assert.equal((await alice.submit(page, fields)).status, 200)
  assert.equal(issued.length, 1)
  for (const late of issued) assert.equal(await isRevoked(bench, late), true)
})

test('a body that has not come in ten seconds is refused, and nothing is done with it', async (t) => {
  const bench = await open(t)
  const code = await new Person(bench).code()
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const slow = beginPost(bench, '/token', redeeming(code))
  t.mock.timers.tick(9_999)
  const first = await Promise.race([slow.answer, turn('none yet')])
  assert.equal(first, 'none yet')
  t.mock.timers.tick(1)
  const refused = await slow.answer
  assert.equal(refused.status, 408)
  assert.equal(refused.headers.get('connection'), 'close')
  assert.deepEqual(await refused.json(), {
    error: 'invalid_request',
    error_description: 'the body has not come in time; send the request again, on a new connection',
  })
  await slow.finish()
  assertIssued(await tokenRequest(bench, { code }))
})

async function isRevoked(bench: Bench, accessToken: string): Promise<boolean> {
  const request = new Request(`${issuer}/userinfo`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  const answer = await bench.authority.fetch(request, { peer: { address: '203.0.113.7' } })
  // One that is live lacks only the scope.
  assert.ok([401, 403].includes(answer.status))
  return answer.status === 401
}
