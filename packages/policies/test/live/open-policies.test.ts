import assert from 'node:assert/strict'
import { copyFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { settableClock } from '@sallyport/protocol'
import { openPolicies, type PoliciesOptions } from '../../src/index.ts'
import { ask } from '../support/ask.ts'
import { fixture, rsaKey } from '../support/fixtures.ts'
import { folderOf } from '../support/folder-of.ts'
import { collectEvents, only } from '../support/follow.ts'

async function open(t: TestContext, path: string, options: Partial<PoliciesOptions> = {}) {
  const told = collectEvents()
  const policies = await openPolicies({ path, onEvent: told.onEvent, ...options })
  t.after(() => policies.stop())
  const policy = policies.policy()
  const allows = async (id: string) => (await policy(ask(id))).allow
  return { policies, policy, allows, told }
}

test('a folder decides, with the reasons that its policy gives', async (t) => {
  const { policies, policy } = await open(t, fixture('source'), {
    entrypoints: ['data.authz.decision', '/legacy/allow'],
  })
  assert.deepEqual(await policy(ask('alice')), { allow: true, reasons: ['a reader'] })
  assert.deepEqual(await policy(ask('bob')), { allow: false, reasons: ['nothing allows it'] })
  const legacy = policies.policy('legacy/allow')
  assert.deepEqual(await legacy(ask('zoë')), { allow: true })
  assert.deepEqual(await legacy(ask('bob')), { allow: false }, 'undefined denies')
  assert.equal(policies.current().id, '2026-03-02')
  assert.throws(() => policies.policy('authz/other'), /not among `entrypoints`/)
})

test('an evaluation that fails throws, as does what is no decision', async (t) => {
  const folder = await folderOf(t, {
    'authz.rego': `package authz

decision := "yes" if input.user.id == "text"
decision if input.user.id in {"both", "one"}
decision := false if input.user.id == "both"
`,
  })
  const { policy, allows } = await open(t, folder)
  assert.equal(await allows('one'), true)
  assert.throws(() => policy(ask('text')), /a decision must be/)
  assert.throws(() => policy(ask('both')), /eval_conflict_error/)
})

test('at the start what cannot be used is refused, and nothing is left watching', async (t) => {
  const folder = await folderOf(t, { 'authz.rego': 'package authz\n\ndecision := \n' })
  await assert.rejects(openPolicies({ path: folder }), {
    name: 'PoliciesRefused',
    message: /authz\.rego:\d+: rego_parse_error/,
  })
  await assert.rejects(openPolicies({ path: join(folder, 'none') }), /there is nothing at/)
  const unsigned = openPolicies({ path: fixture('unsigned.tar.gz'), signedBy: [rsaKey] })
  await assert.rejects(unsigned, /not signed, and must be/)
})

test('options that are wrong are told at once', async () => {
  const path = fixture('source')
  await assert.rejects(openPolicies({ path, entrypoints: [] }), TypeError)
  await assert.rejects(openPolicies({ path, signatureScope: 'a' }), /without `signedBy`/)
  await assert.rejects(openPolicies({ path, signedBy: [] }), /no keys/)
})

test('what is saved decides as a new revision, and what is broken does not', async (t) => {
  const folder = await folderOf(t, { 'authz.rego': only('alice') })
  const clock = settableClock(1000)
  const { policies, allows, told } = await open(t, folder, { clock })
  const first = policies.current()
  assert.deepEqual(policies.health(), {
    isOutdated: false,
    loadedAtMs: 1000,
    changes: 0,
    refusals: 0,
  })
  clock.setMs(2000)

  await writeFile(join(folder, 'authz.rego'), only('bob'))
  const changed = await told.at(0)
  const second = policies.current()
  assert.deepEqual(changed, { kind: 'changed', revision: second.id, before: first.id })
  assert.deepEqual([await allows('alice'), await allows('bob')], [false, true])

  await writeFile(join(folder, 'authz.rego'), 'package authz\n\nbroken if {\n')
  const refused = await told.at(1)
  assert.ok(refused.kind === 'refused')
  assert.equal(refused.revision, second.id)
  assert.match(refused.message, /authz\.rego:\d+: rego_parse_error/)
  assert.equal(policies.problem(), refused.message)
  assert.deepEqual([await allows('alice'), await allows('bob')], [false, true])
  clock.setMs(3000)
  const health = { isOutdated: true, loadedAtMs: 2000, changes: 1, refusals: 1 }
  assert.deepEqual(policies.health(), health)
  await policies.check()
  assert.deepEqual(policies.health(), health, 'looking again tells nothing new')

  await writeFile(join(folder, 'authz.rego'), only('bob'))
  assert.deepEqual(await told.at(2), { kind: 'recovered', revision: second.id })
  assert.deepEqual(policies.health(), { ...health, isOutdated: false })
  assert.equal(policies.problem(), undefined)
})

test('a rule that vanishes, a folder that vanishes and one that comes back', async (t) => {
  const folder = await folderOf(t, { 'policy/authz.rego': only('alice') })
  const policy = join(folder, 'policy')
  const { allows, told } = await open(t, policy)
  await writeFile(join(policy, 'authz.rego'), 'package other\n')
  const vanished = await told.at(0)
  assert.ok(vanished.kind === 'refused' && /authz\/decision/.test(vanished.message))
  await rm(policy, { recursive: true })
  const gone = await told.at(1)
  assert.ok(gone.kind === 'refused' && /there is nothing at|authz\/decision/.test(gone.message))
  assert.equal(await allows('alice'), true)
  await mkdir(policy)
  await writeFile(join(policy, 'authz.rego'), only('bob'))
  for (let i = 2; (await told.at(i)).kind !== 'changed'; i += 1);
  assert.deepEqual([await allows('alice'), await allows('bob')], [false, true])
})

test('editors that put a new file in place, new folders and new data are heard', async (t) => {
  const folder = await folderOf(t, { 'authz.rego': only('alice') })
  const { allows, told } = await open(t, folder)
  await writeFile(join(folder, '.authz.rego.new'), only('bob'))
  await rename(join(folder, '.authz.rego.new'), join(folder, 'authz.rego'))
  await told.at(0)
  assert.equal(await allows('bob'), true)
  await writeFile(
    join(folder, 'authz.rego'),
    'package authz\n\ndecision if input.user.id in data.people.readers\n',
  )
  await told.at(1)
  assert.equal(await allows('carol'), false)
  await mkdir(join(folder, 'people'))
  await writeFile(join(folder, 'people', 'data.json'), '{"readers": ["carol"]}')
  await told.at(2)
  assert.equal(await allows('carol'), true)
  await writeFile(join(folder, 'people', 'data.json'), '{"readers": ["dave"]}')
  await told.at(3)
  assert.deepEqual([await allows('carol'), await allows('dave')], [false, true])
})

test('a mounted config map is swapped as one', async (t) => {
  const folder = await folderOf(t, {
    '..1/authz.rego': 'package authz\n\ndecision if input.user.id in data.readers\n',
    '..1/data.json': '{"readers": ["alice"]}',
    '..2/authz.rego': only('bob'),
    '..2/data.json': '{}',
  })
  await symlink('..1', join(folder, '..data'))
  for (const name of ['authz.rego', 'data.json']) {
    await symlink(join('..data', name), join(folder, name))
  }
  const { allows, told } = await open(t, folder)
  assert.equal(await allows('alice'), true)
  await symlink('..2', join(folder, '..data_tmp'))
  await rename(join(folder, '..data_tmp'), join(folder, '..data'))
  assert.equal((await told.at(0)).kind, 'changed')
  assert.deepEqual([await allows('alice'), await allows('bob')], [false, true])
})

test('the link to a folder, and a bundle, can be replaced', async (t) => {
  const folder = await folderOf(t, { '1/authz.rego': only('alice'), '2/authz.rego': only('bob') })
  await symlink('1', join(folder, 'current'))
  const linked = await open(t, join(folder, 'current'))
  await symlink('2', join(folder, 'next'))
  await rename(join(folder, 'next'), join(folder, 'current'))
  await linked.told.at(0)
  assert.equal(await linked.allows('bob'), true)

  const bundle = join(folder, 'bundle.tar.gz')
  await copyFile(fixture('signed-RS256.tar.gz'), bundle)
  const signed = await open(t, bundle, { signedBy: [rsaKey] })
  assert.equal(await signed.allows('alice'), true)
  await copyFile(fixture('unsigned.tar.gz'), join(folder, 'other.tar.gz'))
  await rename(join(folder, 'other.tar.gz'), bundle)
  const refused = await signed.told.at(0)
  assert.ok(refused.kind === 'refused' && /not signed/.test(refused.message))
  assert.equal(await signed.allows('alice'), true)
})

test('without watching nothing changes until it is looked at, and once stopped nothing does', async (t) => {
  const folder = await folderOf(t, { 'authz.rego': only('alice') })
  const { policies, allows } = await open(t, folder, { watch: false })
  await writeFile(join(folder, 'authz.rego'), only('bob'))
  assert.equal(await allows('alice'), true)
  await policies.check()
  assert.equal(await allows('bob'), true)
  await policies.stop()
  await writeFile(join(folder, 'authz.rego'), only('carol'))
  await policies.check()
  assert.equal(await allows('bob'), true)
})

test('who holds a revision asks that one to the end', async (t) => {
  const folder = await folderOf(t, { 'authz.rego': only('alice') })
  const { policies, allows } = await open(t, folder, { watch: false })
  const held = policies.current()
  await writeFile(join(folder, 'authz.rego'), only('bob'))
  await policies.check()
  assert.equal(await allows('alice'), false)
  assert.notEqual(held.evaluate('authz/decision', ask('alice')), undefined)
})

test('a listener that throws changes nothing', async (t) => {
  const folder = await folderOf(t, { 'authz.rego': only('alice') })
  const onEvent = () => {
    throw new Error('the log is full')
  }
  const { policies, allows } = await open(t, folder, { onEvent, watch: false })
  await writeFile(join(folder, 'authz.rego'), only('bob'))
  await policies.check()
  assert.equal(await allows('bob'), true)
})

test('a decision that takes too long throws, so that nobody waits for it', async (t) => {
  const loops = (rounds: number) => `package authz

numbers_list := numbers.range(1, ${rounds})

decision if {
	some a in numbers_list
	some b in numbers_list
	a + b == 0
}
`
  const slow = await open(t, await folderOf(t, { 'authz.rego': loops(2000) }))
  await assert.rejects(async () => slow.policy(ask('alice')), /eval_fuel_error/)
  // The control: the same rule over less is undefined, which denies.
  const quick = await open(t, await folderOf(t, { 'authz.rego': loops(20) }))
  assert.equal(await quick.allows('alice'), false)
})
