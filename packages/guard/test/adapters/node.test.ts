import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type AuthenticatedRequest, guard, type NodeGate } from '../../src/node/node.ts'
import { bearer, sendRaw } from '../support/send-raw.ts'
import { audience, issuer, keys, startMs, userToken } from '../support/test-issuer.ts'
import { createTestRevocations } from '../support/test-revocations.ts'

const revocations = createTestRevocations()
const clock = { nowMs: () => startMs }
const options = { issuer, audience, keys, clock, revocations }

/** A server that passes every request through a gate, and writes down what the gate says. */
async function listen(t: TestContext, gate: NodeGate, next?: () => void) {
  const said: unknown[] = []
  const server = createServer((req: AuthenticatedRequest, res) => {
    gate(req, res, next).then(
      (passed) => {
        said.push(passed)
        if (passed) res.end(req.auth?.subject)
      },
      (error: unknown) => {
        said.push(error)
        res.destroy()
      },
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return { said, port: (server.address() as AddressInfo).port }
}

test('a gate says whether the request passed, and calls next only then', async (t) => {
  let calls = 0
  const gate = guard(options).authenticate()
  const { said, port } = await listen(t, gate, () => {
    calls += 1
  })
  assert.equal((await sendRaw(port, {})).status, 401)
  assert.deepEqual([said, calls], [[false], 0])
  const passed = await sendRaw(port, { headers: [bearer(userToken())] })
  assert.equal(passed.status, 200)
  assert.match(passed.body, /alice/)
  assert.deepEqual([said, calls], [[false, true], 1])
})

test('what next throws is not taken for a fault of the guard', async (t) => {
  const error = new Error('of the handler')
  const { said, port } = await listen(t, guard(options).authenticate(), () => {
    throw error
  })
  await sendRaw(port, { headers: [bearer(userToken())] })
  assert.deepEqual(said, [error])
})

test('a gate refuses a request whose answer has begun, without a throw', async (t) => {
  const gate = guard(options).authenticate()
  const early: NodeGate = (req, res) => {
    res.write('too early')
    return gate(req, res)
  }
  const { said, port } = await listen(t, early)
  const refused = await sendRaw(port, {})
  assert.equal(refused.body.includes('alice'), false)
  assert.match((await sendRaw(port, { headers: [bearer(userToken())] })).body, /alice/)
  assert.deepEqual(said, [false, true])
})
