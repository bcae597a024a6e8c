import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { takeToken } from '../../../test/end-to-end/support/take-tokens.ts'
import { documentsPolicies } from '../src/policy.ts'
import { startDocuments } from '../src/start-documents.ts'
import { onFault, prepare } from '../test/support/prepare-documents.ts'

test('while requests go on a saved policy decides, a broken one does not, and none of them is lost', async (t) => {
  const { entrypoints } = documentsPolicies
  const { folder, port, configuration } = await prepare(t, {
    policies: { path: './policy', entrypoints },
    limits: { quota: { limit: 100_000, window: '1m' } },
  })
  await cp(documentsPolicies.path, join(folder, 'policy'), { recursive: true })
  const said: string[] = []
  const running = await startDocuments(configuration, {
    port,
    onFault,
    say: (line) => {
      said.push(line)
    },
  })
  t.after(() => running.stop())
  const where = { issuer: running.sallyport.issuer, api: running.api }
  const headers = { authorization: `Bearer ${await takeToken(where, 'alice')}` }
  const file = join(folder, 'policy', 'documents.rego')
  const text = await readFile(file, 'utf8')

  /** Reads bob's plans until it is answered so, and says how long that took; every answer counts. */
  const statuses = new Set<number>()
  const until = async (wanted: number) => {
    const startedAt = performance.now()
    for (;;) {
      const response = await fetch(`${running.api}/api/documents/plans`, { headers })
      await response.text()
      statuses.add(response.status)
      const tookMs = performance.now() - startedAt
      if (response.status === wanted) return tookMs
      assert.ok(tookMs < 5000, `not answered ${wanted} within five seconds`)
    }
  }
  await until(403)
  await writeFile(file, text.replaceAll('"public"', '"internal"'))
  const tookMs = await until(200)
  t.diagnostic(`decides ${tookMs.toFixed(0)} ms after it was saved`)
  await writeFile(file, text.replace('allowed contains', 'allowed contain'))
  while (said.length < 2) {
    await until(200)
    await wait(5)
  }
  await writeFile(file, text)
  await until(403)
  assert.deepEqual([...statuses].sort(), [200, 403])
  assert.match(said[0] ?? '', /^policies changed: revision/)
  assert.match(said[1] ?? '', /^policies refused, revision .*: documents\.rego:8: rego_parse_error/)
})
