import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

test("MCP-01 MCP-02 MCP-04 MCP-07 the MCP SDK's own client finds a guarded server, enters and steps up", () => {
  const story = fileURLToPath(new URL('../src/story.ts', import.meta.url))
  const run = spawnSync(process.execPath, ['--conditions=@sallyport/source', story], {
    encoding: 'utf8',
  })
  assert.equal(run.status, 0, run.stdout + run.stderr)
  assert.match(run.stdout, /every step held/)
  assert.ok(run.stdout.split('\n').filter((line) => line.startsWith('ok')).length > 20)
})
