import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { compile } from '@sallyport/rego'
import { handWrittenDocuments, handWrittenEnvoy } from '../../bench/decide/hand-written.ts'
import { documentInput, envoyInput, manyRules } from '../../bench/decide/inputs.ts'
import { loadWasm } from '../../bench/decide/load-wasm.ts'

const root = join(import.meta.dirname, '../..')

function policyOf(path: string) {
  const policy = compile({ modules: { 'policy.rego': readFileSync(join(root, path), 'utf8') } })
  assert.ok(policy.ok, String(policy))
  return policy
}

test('what the benchmark of decisions compares gives the same answers', async () => {
  const policy = policyOf('examples/documents-api/policy/documents.rego')
  const wasm = await loadWasm('documents.wasm')
  const users = [
    { id: 'u-bob', roles: ['employee'] },
    { id: 'u-eve', roles: ['employee'] },
    { id: 'u-carol', roles: ['admin'] },
  ]
  const seen = new Set<boolean>()
  for (const user of users) {
    for (const action of ['read', 'write', 'delete']) {
      for (const time of ['08:59', '09:00', '17:01']) {
        for (const deviceTrust of ['high', 'low']) {
          const { environment, ...rest } = documentInput(0)
          const input = {
            ...rest,
            user,
            action,
            environment: { ...(environment as object), time, deviceTrust },
          }
          const outcome = policy.evaluate('documents/decision', input)
          assert.ok(outcome.kind === 'defined')
          assert.deepEqual(handWrittenDocuments(input as never), outcome.value)
          const [answer] = wasm.evaluate(input) as [{ result: unknown }]
          assert.deepEqual(answer.result, outcome.value)
          seen.add((outcome.value as { allow: boolean }).allow)
        }
      }
    }
  }
  assert.deepEqual([...seen].sort(), [false, true])
})

test('likewise for requests as Envoy describes them', async () => {
  const policy = policyOf('bench/decide/policies/envoy.rego')
  const wasm = await loadWasm('envoy.wasm')
  for (const [user, method, allowed] of [
    ['bob', 'POST', true],
    ['alice', 'POST', false],
    ['alice', 'GET', true],
  ] as const) {
    const input = envoyInput(user, method)
    assert.deepEqual(policy.evaluate('envoy/authz/allow', input), {
      kind: 'defined',
      value: allowed,
    })
    assert.equal(handWrittenEnvoy(input as never), allowed)
    assert.deepEqual(wasm.evaluate(input), [{ result: allowed }])
  }
})

test('the last of many rules is found, and no other', () => {
  const policy = compile({ modules: { 'many.rego': manyRules(50) } })
  assert.ok(policy.ok, String(policy))
  const ask = (service: string, department: string) =>
    policy.evaluate('authz/allow', {
      method: 'GET',
      path: ['services', service, 'items'],
      user: { department },
    })
  assert.deepEqual(ask('s49', 'd9'), { kind: 'defined', value: true })
  assert.deepEqual(ask('s49', 'd8'), { kind: 'defined', value: false })
  assert.deepEqual(ask('s50', 'd9'), { kind: 'defined', value: false })
})
