import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TreeBuilder } from '../../src/run/tree-builder.ts'
import { getKey, type ObjectValue } from '../../src/values/objects.ts'
import { RegoSet } from '../../src/values/rego-set.ts'

function refuse(): never {
  throw new Error('conflict')
}

test('members are added to a set that was put, which itself stays as it is', () => {
  const tree = new TreeBuilder(refuse)
  const given = RegoSet.from([1])
  tree.put(['a'], given)
  tree.add(['a'], 2)
  tree.add(['a'], 3)
  assert.deepEqual([...given], [1])
  const made = getKey(tree.done() as ObjectValue, 'a') as RegoSet
  assert.deepEqual(made.sorted(), [1, 2, 3])
})

test('a member is added to nothing but a set', () => {
  const tree = new TreeBuilder(refuse)
  tree.put(['a'], 1)
  assert.throws(() => tree.add(['a'], 2), /conflict/)
  assert.throws(() => tree.add(['a', 'b'], 2), /conflict/)
})
