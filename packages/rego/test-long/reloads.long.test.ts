import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

test('1,000 reloads leave the heap flat', () => {
  const script = join(import.meta.dirname, '../test/support/reload-often.ts')
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--max-old-space-size=64', '--conditions=@sallyport/source', script],
    { encoding: 'utf8' },
  )
  assert.equal(status, 0, stderr)
  const { early, late } = JSON.parse(stdout) as { early: number; late: number }
  const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10
  console.log(`after 300 reloads ${megabytes(early)} MB, after 1,000 ${megabytes(late)} MB`)
  assert.ok(late < early * 1.2 + 2e6, `${early} bytes grew to ${late}`)
})
