import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

test('every step of the tour holds', () => {
  const tour = fileURLToPath(new URL('../src/tour.ts', import.meta.url))
  const run = spawnSync(process.execPath, ['--conditions=@sallyport/source', tour], {
    encoding: 'utf8',
  })
  assert.equal(run.status, 0, run.stdout + run.stderr)
  const [, held, steps] = /(\d+) of (\d+) steps held/.exec(run.stdout) ?? []
  assert.ok(Number(steps) > 25)
  assert.equal(held, steps)
})
