import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runScenario } from './run-scenario.ts'
import { guardScenarios, leftOut } from './server-scenarios.ts'

test('every scenario that the suite lists for servers is run or has its reason, and no other is', async () => {
  const { passed, output } = await runScenario(['list', '--server'])
  assert.ok(passed, output)
  const listed = [...output.matchAll(/^ {2}- (\S+) \[/gm)].map(([, name]) => name)
  assert.ok(listed.length > 0, output)
  const ours = [...guardScenarios, ...[...leftOut.values()].flat()]
  assert.deepEqual(ours.toSorted(), listed.toSorted())
})
