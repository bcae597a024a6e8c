import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { checkKeys } from '../../src/bundle/bundle-keys.ts'
import { unpackBundle } from '../../src/bundle/unpack-bundle.ts'
import { PoliciesRefused } from '../../src/policies-refused.ts'
import { buildRevision, type RevisionRules } from '../../src/revision/build-revision.ts'
import { ecKey, readFixture } from '../../test/support/fixtures.ts'

/** The same numbers every time. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Flips, cuts, repeats and moves a few bytes. */
function mutate(bytes: Buffer, random: (below: number) => number): Buffer {
  const mutated = Buffer.from(bytes)
  for (let i = 0; i <= random(4); i += 1) {
    const at = random(mutated.length)
    const kind = random(3)
    if (kind === 0) mutated[at] = random(256)
    else if (kind === 1) mutated.copy(mutated, at, random(mutated.length))
    else mutated.write(['../', '\0', '"', '{', '777', '/'][random(6)] ?? '', at)
  }
  return random(10) === 0 ? mutated.subarray(0, random(mutated.length)) : mutated
}

async function tryAll(count: number, rules: RevisionRules) {
  const archive = gunzipSync(readFixture('signed-as-is.tar.gz'))
  const random = makeRandom(7)
  const digests = new Set<string>()
  let refused = 0
  for (let i = 0; i < count; i += 1) {
    try {
      const bundle = gzipSync(mutate(archive, random), { level: 1 })
      const files = new Map(await unpackBundle(bundle, 1024 * 1024))
      if (rules.signature === undefined) files.delete('.signatures.json')
      digests.add((await buildRevision(files, rules)).digest)
    } catch (error) {
      assert.ok(error instanceof PoliciesRefused, String(error))
      refused += 1
    }
  }
  assert.equal(Reflect.get({}, 'polluted'), undefined)
  return { refused, digests }
}

const entrypoints = ['authz/decision']

test('of 5,000 mutated bundles none but the one that was signed decides', async (t) => {
  const rules = { entrypoints, signature: { keys: checkKeys([ecKey]) } }
  const { refused, digests } = await tryAll(5000, rules)
  t.diagnostic(`${refused} refused; the others have the content that was signed`)
  assert.ok(refused > 2500)
  assert.equal(digests.size, 1)
})

test('5,000 mutated bundles that nobody signed are refused or decide, and nothing else', async (t) => {
  const { refused, digests } = await tryAll(5000, { entrypoints })
  t.diagnostic(`${refused} refused, ${digests.size} different ones decide`)
  assert.ok(refused > 1000 && digests.size > 10)
})
