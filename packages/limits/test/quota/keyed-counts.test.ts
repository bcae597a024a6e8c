import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKeyedCounts } from '../../src/quota/keyed-counts.ts'
import { addOne } from '../../src/quota/sliding-count.ts'

test('the number of keys with a count of their own never passes the bound', () => {
  const counts = createKeyedCounts(10_000)
  let largest = 0
  for (let i = 0; i < 1_000_000; i += 1) {
    addOne(counts.countFor(`key ${i}`, Math.floor(i / 50_000)))
    largest = Math.max(largest, counts.size)
  }
  assert.equal(largest, 10_000)
})

test('keys that are no longer used make room for others', () => {
  const counts = createKeyedCounts(2)
  counts.countFor('a', 0)
  counts.countFor('b', 0)
  assert.equal(counts.countFor('c', 1), counts.countFor('c', 1))
  assert.equal(counts.size, 2)
  counts.countFor('c', 26)
  assert.equal(counts.size, 1)
})

test('a key in use keeps its count from generation to generation', () => {
  const counts = createKeyedCounts(10)
  const count = counts.countFor('a', 0)
  for (let bucket = 0; bucket < 100; bucket += 10) {
    assert.equal(counts.countFor('a', bucket), count)
    addOne(count)
    assert.equal(counts.size, 1)
  }
  assert.equal(counts.find('a', 100)?.total, 1)
})

test('a key at rest has no count, and asking for it makes none', () => {
  const counts = createKeyedCounts(10)
  assert.equal(counts.find('a', 0), undefined)
  assert.equal(counts.size, 0)
})

test('a count keeps its size however much is admitted', () => {
  const counts = createKeyedCounts(10)
  const count = counts.countFor('a', 0)
  for (let i = 0; i < 100_000; i += 1) addOne(counts.countFor('a', i >> 8))
  assert.equal(count.counts.length, 13)
  assert.deepEqual(Object.keys(count), ['newest', 'total', 'counts'])
})
