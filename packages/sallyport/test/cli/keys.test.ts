import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandLine } from '../support/command-line.ts'

const resource = { identifier: 'https://api.example', scopes: [] }

test('keys are rotated for each algorithm in use, and the old ones verify on', async (t) => {
  const resources = [{ ...resource, accessTokens: { algorithm: 'RS256' } }]
  const line = await commandLine(t, { resources })
  await line.ok('keys', 'rotate')
  line.clock.advanceSeconds(60)
  const [, second] = /^rotated ES256: (\S+) signs/.exec(await line.ok('keys', 'rotate')) ?? []
  const keys = await line.withStore((store) => store.keys.list())
  assert.deepEqual(
    keys.map(({ alg, status }) => `${alg} ${status}`),
    ['ES256 retired', 'RS256 retired', 'ES256 signing', 'RS256 signing'],
  )
  assert.equal(keys[2]?.kid, second)
  const list = await line.ok('keys', 'list')
  assert.match(list, /^KID +ALGORITHM +STATUS +CREATED +RETIRED\n/)
  assert.match(list, /\n[\w-]{43} +ES256 +retired +2026-01-02T03:04:05Z +2026-01-02T03:05:05Z\n/)
  assert.ok(!list.includes(keys[0]?.sealedPrivateKey ?? 'missing'))
  assert.deepEqual(
    (await line.facts()).map((fact) => 'resource' in fact && fact.resource),
    keys.map(({ kid }) => ({ type: 'key', id: kid })),
  )
})

test('under another secret than the keys were sealed with nothing is rotated', async (t) => {
  const line = await commandLine(t)
  await line.ok('keys', 'rotate')
  const other = await commandLine(t, {
    secret: 'another secret that is long enough',
    store: { sqlite: `${line.folder}/sallyport.db` },
  })
  const { code, err } = await other.run('keys', 'rotate')
  assert.equal(code, 1)
  assert.match(err, /^sallyport: [^\n]*does not open the signing keys[^\n]*$/)
  assert.equal((await line.withStore((store) => store.keys.list())).length, 2)
})
