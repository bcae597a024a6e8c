import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { authorityScenarios, runAuthorityScenarios } from '../tools/conformance/mcp-authority.ts'

test('CIMD-09 the authority passes the MCP conformance scenarios, as each kind of client', async (t) => {
  const outcomes = await runAuthorityScenarios(await temporaryFolder(t))
  assert.equal(outcomes.length, 3 * authorityScenarios.length)
  for (const { name, passed, output } of outcomes) assert.ok(passed, `${name}\n${output}`)
})

test('CIMD-09 without clients by document the suite misses them in the metadata, and nothing else', async (t) => {
  const kinds = ['operated'] as const
  const outcomes = await runAuthorityScenarios(await temporaryFolder(t), {
    kinds,
    withDocuments: false,
  })
  assert.deepEqual(
    outcomes.map(({ passed }) => passed),
    [false, true],
  )
})

test('a client that nobody knows gets nowhere in the same scenarios', async (t) => {
  const kinds = ['published'] as const
  const outcomes = await runAuthorityScenarios(await temporaryFolder(t), {
    kinds,
    withDocuments: false,
  })
  assert.equal(
    outcomes.some(({ passed }) => passed),
    false,
  )
})

async function temporaryFolder(t: { after(clean: () => Promise<void>): void }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}
