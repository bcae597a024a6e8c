import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandLine } from '../test/support/command-line.ts'

const resource = { identifier: 'https://api.example', scopes: [] }
const day = 86_400

test('keys are rotated for each algorithm in use, and the old ones verify on', async (t) => {
  const resources = [{ ...resource, accessTokens: { algorithm: 'RS256' } }]
  const line = await commandLine(t, { resources })
  const [, first] = /^rotated ES256: (\S+) signs/m.exec(await line.ok('keys', 'rotate')) ?? []
  line.clock.advanceSeconds(day)
  const [, second] = /^rotated ES256: (\S+) signs/m.exec(await line.ok('keys', 'rotate')) ?? []
  const keys = await line.withStore((store) => store.keys.list())
  const es = keys.filter(({ alg }) => alg === 'ES256')
  assert.deepEqual(
    es.map(({ kid, status }) => [kid, status]),
    [
      [es[0]?.kid, 'retired'],
      [first, 'retired'],
      [second, 'signing'],
      [es[3]?.kid, 'next'],
    ],
  )
  assert.equal(keys.filter(({ alg, status }) => alg === 'RS256' && status === 'signing').length, 1)
  const list = await line.ok('keys', 'list')
  assert.match(list, /^KID +ALGORITHM +STATUS +CREATED +SIGNS FROM +ENDED\n/)
  assert.match(
    list,
    /\n[\w-]{43} +ES256 +retired +2026-01-02T03:04:05Z +2026-01-02T03:04:05Z +2026-01-02T03:04:05Z\n/,
  )
  assert.match(list, /\n[\w-]{43} +ES256 +next +2026-01-03T03:04:05Z +2026-01-04T03:04:05Z +-\n/)
  assert.ok(!list.includes(keys[0]?.sealedPrivateKey ?? 'missing'))
  assert.deepEqual(
    (await line.facts()).flatMap((fact) => ('resource' in fact ? [fact.resource] : [])).length,
    4,
  )
})

test('a key whose time has not come is not rotated to, which is said, and `--now` does not wait', async (t) => {
  const line = await commandLine(t)
  await line.ok('keys', 'rotate')
  const before = await line.withStore((store) => store.keys.list())
  assert.match(
    await line.ok('keys', 'rotate'),
    /^not rotated ES256: [\w-]{43} may sign from 2026-01-03T03:04:05Z, when every verifier has it; `--now` does not wait$/m,
  )
  assert.deepEqual(await line.withStore((store) => store.keys.list()), before)
  assert.match(
    await line.ok('keys', 'rotate', '--now'),
    /^rotated ES256: [\w-]{43} signs from now/m,
  )
  const reasons = (await line.facts()).map((fact) => 'reasons' in fact && fact.reasons)
  assert.deepEqual(reasons.at(-1), ['rotated', 'forced'])
  assert.deepEqual(reasons.at(0), ['rotated'])
})

test('a key that somebody else has is withdrawn at once, and what it signed is revoked', async (t) => {
  const line = await commandLine(t)
  await line.ok('keys', 'rotate')
  const keys = await line.withStore((store) => store.keys.list())
  const stolen = keys.find(({ alg, status }) => alg === 'ES256' && status === 'signing')?.kid ?? ''
  const next = keys.find(({ alg, status }) => alg === 'ES256' && status === 'next')?.kid
  const typo = await line.run('keys', 'compromise', `${stolen.slice(0, -1)}_`)
  assert.equal(typo.code, 1)
  assert.ok(typo.err.includes(`did you mean \`${stolen}\`?`), typo.err)
  assert.equal((await line.withStore((store) => store.revocations.since(0, 10))).length, 0)

  const text = await line.ok('keys', 'compromise', stolen)
  assert.ok(text.includes(`withdrew ${stolen}`) && text.includes(`ES256: ${next} signs`), text)
  const after = await line.withStore((store) => store.keys.list())
  assert.equal(after.find(({ kid }) => kid === stolen)?.status, 'withdrawn')
  const feed = await line.withStore((store) => store.revocations.since(0, 10))
  assert.deepEqual(
    feed.map(({ target }) => target),
    [{ kind: 'key', id: stolen }],
  )
  const facts = (await line.facts()).slice(-2)
  assert.deepEqual(
    facts.map((fact) => ['type' in fact && fact.type, 'reasons' in fact && fact.reasons]),
    [
      ['key.changed', ['withdrawn']],
      ['token.revoked', ['key', 'command_line']],
    ],
  )
  const again = await line.run('keys', 'compromise', stolen)
  assert.equal(again.code, 1)
  assert.match(again.err, /was withdrawn before; nothing was changed/)
})

test('under another secret than the keys were sealed with nothing is rotated', async (t) => {
  const line = await commandLine(t)
  await line.ok('keys', 'rotate')
  const before = await line.withStore((store) => store.keys.list())
  const other = await commandLine(t, {
    secret: 'another secret that is long enough',
    store: { sqlite: `${line.folder}/sallyport.db` },
  })
  const { code, err } = await other.run('keys', 'rotate')
  assert.equal(code, 1)
  assert.match(err, /^sallyport: [^\n]*does not open the signing keys[^\n]*$/)
  assert.deepEqual(await line.withStore((store) => store.keys.list()), before)
})
