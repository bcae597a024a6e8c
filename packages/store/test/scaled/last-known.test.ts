import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLastKnown, lastKnownSeconds } from '../../src/scaled/last-known.ts'

class Away extends Error {}

function known(size?: number) {
  const world = { nowMs: 0, isAway: false, value: 'one' as string | undefined, asked: 0 }
  const lastKnown = createLastKnown<string>({
    clock: () => world.nowMs,
    isAway: (error) => error instanceof Away,
    ...(size === undefined ? {} : { size }),
  })
  const read = async () => {
    world.asked += 1
    if (world.isAway) throw new Away('away')
    return world.value
  }
  return { world, lastKnown, ask: (key: string) => lastKnown.ask(key, read) }
}

test('while the ledger answers it is always asked, and its answer given', async () => {
  const { world, ask } = known()
  assert.equal(await ask('a'), 'one')
  world.value = 'two'
  assert.equal(await ask('a'), 'two')
  assert.equal(world.asked, 2)
})

test('while the ledger is away its last answer is given for less than 300 s, then the failure', async () => {
  const { world, ask } = known()
  await ask('a')
  world.isAway = true
  world.nowMs = lastKnownSeconds * 1000 - 1
  assert.equal(await ask('a'), 'one')
  await assert.rejects(ask('b'), Away)
  world.nowMs += 1
  await assert.rejects(ask('a'), Away)
  // An answer from memory makes nothing younger.
  world.nowMs -= 1
  await assert.rejects(ask('a'), Away)
})

test('each answer of the ledger counts from when it was asked', async () => {
  const { world, ask } = known()
  await ask('a')
  world.nowMs = 200_000
  await ask('a')
  world.isAway = true
  world.nowMs = 499_999
  assert.equal(await ask('a'), 'one')
  world.nowMs = 500_000
  await assert.rejects(ask('a'), Away)
})

test('that something is not there is not remembered, and pushes out nothing that was', async () => {
  const { world, ask } = known(2)
  await ask('a')
  world.value = undefined
  for (const name of ['x', 'y', 'z']) assert.equal(await ask(name), undefined)
  world.isAway = true
  assert.equal(await ask('a'), 'one')
  await assert.rejects(ask('x'), Away)
  world.isAway = false
  assert.equal(await ask('a'), undefined)
  world.isAway = true
  await assert.rejects(ask('a'), Away)
})

test('a failure that is not the ledger being away is no reason to answer from memory', async () => {
  const { lastKnown, ask } = known()
  await ask('a')
  const refuse = () => Promise.reject(new Error('refused'))
  await assert.rejects(lastKnown.ask('a', refuse), /refused/)
  assert.equal(await lastKnown.ask('a', () => Promise.reject(new Away())), 'one')
})

test('what was changed is forgotten at once, also where the change failed, and nothing else is', async () => {
  const { world, lastKnown, ask } = known()
  await ask('a')
  await ask('b')
  world.isAway = true
  await assert.rejects(
    lastKnown.change('a', () => Promise.reject(new Away('away'))),
    Away,
  )
  await assert.rejects(ask('a'), Away)
  assert.equal(await ask('b'), 'one')
  await lastKnown.change(undefined, async () => {})
  await assert.rejects(ask('b'), Away)
})

test('an answer that was under way during a change is not remembered', async () => {
  const { world, lastKnown, ask } = known()
  const late = Promise.withResolvers<string>()
  const asking = lastKnown.ask('a', () => late.promise)
  await lastKnown.change('a', async () => {})
  late.resolve('as it was before')
  assert.equal(await asking, 'as it was before')
  world.isAway = true
  await assert.rejects(ask('a'), Away)
  // The control: asked after the change.
  world.isAway = false
  await ask('a')
  world.isAway = true
  assert.equal(await ask('a'), 'one')
})

test('of two answers that were under way at once the one that was asked for later is remembered', async () => {
  const { world, lastKnown, ask } = known()
  const early = Promise.withResolvers<string>()
  const asking = lastKnown.ask('a', () => early.promise)
  world.nowMs = 10
  world.value = 'disabled since'
  await ask('a')
  early.resolve('active')
  assert.equal(await asking, 'active')
  world.isAway = true
  assert.equal(await ask('a'), 'disabled since')
})

test('only so many answers are remembered, those unread for longest go first', async () => {
  const { world, ask } = known(2)
  for (const key of ['a', 'b', 'a', 'c']) await ask(key)
  world.isAway = true
  assert.equal(await ask('a'), 'one')
  assert.equal(await ask('c'), 'one')
  await assert.rejects(ask('b'), Away)
})
