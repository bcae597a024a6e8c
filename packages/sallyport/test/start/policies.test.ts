import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { PoliciesEvent } from '@sallyport/policies'
import type { DecisionInput } from '@sallyport/protocol'
import { startSallyport } from '../../src/start/start-sallyport.ts'
import { folderFor } from '../support/command-line.ts'
import { accepted } from '../support/configurations.ts'

const input: DecisionInput = {
  client: { id: 'app' },
  resource: { type: 'report' },
  action: 'read',
  environment: { time: '12:00', timestamp: 0, weekday: 'monday' },
}
const deciding = (action: string) =>
  `package authz\n\ndefault decision := false\n\ndecision if input.action == "${action}"\n`

async function prepare(t: TestContext, rego: string) {
  const folder = await folderFor(t)
  await mkdir(join(folder, 'policy'))
  const file = join(folder, 'policy', 'authz.rego')
  await writeFile(file, rego)
  const configuration = accepted(
    {
      issuer: 'http://127.0.0.1:0',
      listen: { port: 0 },
      store: { sqlite: ':memory:' },
      policies: './policy',
    },
    { command: 'dev', folder },
  )
  return { file, configuration }
}

test('policies of the configuration decide, and a broken edit shows in events, health and metrics', async (t) => {
  const { file, configuration } = await prepare(t, deciding('read'))
  const events: PoliciesEvent[] = []
  const sallyport = await startSallyport(configuration, {
    onPolicies: (event) => {
      events.push(event)
    },
  })
  t.after(() => sallyport.stop())
  const { policies } = sallyport
  assert.ok(policies !== undefined)
  const policy = policies.policy()
  const get = async (path: string) => (await fetch(`${sallyport.urls[0]}${path}`)).text()
  assert.equal((await policy(input)).allow, true)
  assert.deepEqual(JSON.parse(await get('/readyz')), { status: 'ready', policies: 'current' })

  await writeFile(file, 'package authz\n\nthis is broken')
  await policies.check()
  assert.equal((await policy(input)).allow, true)
  assert.equal(events[0]?.kind, 'refused')
  assert.deepEqual(JSON.parse(await get('/readyz')), { status: 'ready', policies: 'outdated' })
  assert.match(await get('/metrics'), /^sallyport_policies_outdated 1$/m)

  await writeFile(file, deciding('write'))
  await policies.check()
  assert.equal((await policy(input)).allow, false)
  assert.equal(events[1]?.kind, 'changed')
  assert.match(await get('/metrics'), /^sallyport_policies_outdated 0$/m)
})

test('a policy that does not compile refuses to start, with file and line', async (t) => {
  const { configuration } = await prepare(t, 'package authz\n\ndecision if {\n')
  await assert.rejects(startSallyport(configuration), {
    name: 'PoliciesRefused',
    message: /^authz\.rego:\d+: rego_parse_error/,
  })
  const started = await startSallyport((await prepare(t, deciding('read'))).configuration)
  await started.stop()
})
