import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runGuardScenarios } from '../tools/conformance/mcp-guard.ts'
import { guardScenarios } from '../tools/conformance/server-scenarios.ts'

test('a server behind the guard passes the MCP conformance scenarios that are about tools or the transport', async (t) => {
  const folder = await temporaryFolder(t)
  const outcomes = await runGuardScenarios(folder)
  assert.equal(outcomes.length, guardScenarios.length)
  for (const { name, passed, output } of outcomes) assert.ok(passed, `${name}\n${output}`)
})

test('MCP-06 without a token the same scenarios get nowhere', async (t) => {
  const folder = await temporaryFolder(t)
  const scenarios = ['server-initialize', 'ping', 'tools-list', 'tools-call-simple-text']
  const outcomes = await runGuardScenarios(folder, { withToken: false, scenarios })
  assert.deepEqual(
    outcomes.map(({ passed }) => passed),
    scenarios.map(() => false),
  )
})

async function temporaryFolder(t: { after(clean: () => Promise<void>): void }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}
