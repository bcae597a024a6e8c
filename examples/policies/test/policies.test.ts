import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, test } from 'node:test'
import { openPolicies } from '@sallyport/policies'
import { compile } from '@sallyport/rego'

const examples = join(import.meta.dirname, '..', '..')
const folders: readonly (readonly [folder: string, ...entrypoints: string[]])[] = [
  ['documents-api/policy', 'documents/decision', 'users/decision'],
  ['policies/hierarchy', 'hierarchy/decision'],
  ['policies/hours-and-place', 'hours_and_place/decision'],
  ['policies/sensitivity', 'sensitivity/decision'],
]

/** A policy with its tests, and the paths of the tests. */
function compileWithTests(folder: string) {
  const read = (file: string) => readFileSync(file, 'utf8')
  const modules = Object.fromEntries(
    globSync(join(folder, '*.rego')).map((file) => [basename(file), read(file)]),
  )
  const [data = '{}'] = globSync(join(folder, 'data.json')).map(read)
  const policy = compile({ modules, data: JSON.parse(data), strict: true })
  assert.ok(policy.ok, String(policy))
  const tests = Object.values(modules).flatMap((text) => {
    const [, pkg] = /^package (\w+)$/m.exec(text) ?? []
    return [...text.matchAll(/^test_\w+/gm)].map(([name]) => `${pkg}/${name}`)
  })
  return { policy, tests }
}

for (const [name, ...entrypoints] of folders) {
  describe(name, () => {
    const { policy, tests } = compileWithTests(join(examples, name))
    assert.ok(tests.length >= 5)
    for (const path of tests) {
      test(path.replace(/^.*\/test_/, '').replaceAll('_', ' '), () => {
        assert.deepEqual(policy.evaluate(path), { kind: 'defined', value: true })
      })
    }

    test('it is ready to decide, and denies whom it knows nothing of', async () => {
      const path = join(examples, name)
      const policies = await openPolicies({ path, entrypoints, strict: true, watch: false })
      for (const entrypoint of entrypoints) {
        const decision = await policies.policy(entrypoint)({
          client: { id: 'app' },
          resource: { type: 'document' },
          action: 'read',
          environment: { time: '12:00', timestamp: 0, weekday: 'monday' },
        })
        assert.equal(decision.allow, false)
      }
      await policies.stop()
    })
  })
}
