import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { builtinTable } from '../../src/builtins/table.ts'
import { objectFrom } from '../../src/values/objects.ts'
import { printValue } from '../../src/values/print.ts'
import { RegoSet } from '../../src/values/rego-set.ts'
import type { Value } from '../../src/values/value.ts'
import { callBuiltin, errorOf, evaluateWith, LimitReached, set, testCall } from './call-builtin.ts'

function walked(value: Value, limit?: number): Iterable<Value> {
  return builtinTable.get('walk')?.enumerate?.(testCall(limit), value) ?? []
}

test('graph.reachable gives the nodes that are reached, without those that are no key', () => {
  const graph = { a: ['b'], b: set('c', 'x'), c: ['a'], d: ['a'], e: null }
  assert.equal(printValue(callBuiltin('graph.reachable', graph, ['a']) as Value), '{"a", "b", "c"}')
  assert.equal(
    printValue(callBuiltin('graph.reachable', graph, set('d', 'y')) as Value),
    '{"a", "b", "c", "d"}',
  )
  assert.equal(printValue(callBuiltin('graph.reachable', graph, ['e']) as Value), '{"e"}')
  assert.equal(printValue(callBuiltin('graph.reachable', {}, []) as Value), 'set()')
})

test('the nodes of a graph may be any values', () => {
  const graph = objectFrom([
    [1, [[2]]],
    [[2], []],
  ])
  assert.equal(printValue(callBuiltin('graph.reachable', graph, [1]) as Value), '{1, [2]}')
  assert.equal(printValue(callBuiltin('graph.reachable_paths', graph, [1]) as Value), '{[1, [2]]}')
})

test('graphs refuse what is no graph and no list of nodes', () => {
  for (const name of ['graph.reachable', 'graph.reachable_paths']) {
    assert.equal(errorOf(name, [], ['a']), 'operand 1 must be object but got array')
    assert.equal(errorOf(name, {}, 'a'), 'operand 2 must be {array, set} but got string')
  }
})

test('graph.reachable_paths follows each path to its end, a missing node or a node passed before', () => {
  const graph = { a: ['b', 'c'], b: [], c: ['x', 'a'] }
  assert.equal(
    printValue(callBuiltin('graph.reachable_paths', graph, ['a']) as Value),
    '{["a", "b"], ["a", "c"]}',
  )
  assert.equal(
    printValue(callBuiltin('graph.reachable_paths', { a: ['a'] }, ['a', 'z']) as Value),
    '{["a", "a"]}',
  )
  assert.equal(printValue(callBuiltin('graph.reachable_paths', graph, ['b']) as Value), '{["b"]}')
})

test('graph.reachable_paths never loses a node that graph.reachable finds', () => {
  const names = ['a', 'b', 'c', 'd']
  const graphs = fc.dictionary(
    fc.constantFrom(...names),
    fc.array(fc.constantFrom(...names), { maxLength: 3 }),
  )
  fc.assert(
    fc.property(graphs, (graph) => {
      const found = callBuiltin('graph.reachable', graph, ['a']) as RegoSet
      const onPaths = new RegoSet()
      for (const path of callBuiltin('graph.reachable_paths', graph, ['a']) as RegoSet) {
        for (const node of path as readonly Value[]) onPaths.add(node)
      }
      assert.equal(printValue(onPaths), printValue(found))
    }),
  )
})

test('attack: a complete graph has more paths than the limit, a long chain fits any stack', () => {
  const names = Array.from({ length: 20 }, (_, i) => `n${i}`)
  const complete = objectFrom(names.map((name) => [name, names]))
  assert.throws(
    () => evaluateWith(testCall(100_000), 'graph.reachable_paths', complete, ['n0']),
    LimitReached,
  )
  const chain = objectFrom(Array.from({ length: 20_000 }, (_, i) => [i, [i + 1]]))
  const [path] = callBuiltin('graph.reachable_paths', chain, [0]) as RegoSet
  assert.equal((path as readonly Value[]).length, 20_000)
})

test('walk gives every value with its path, depth first and in the order of keys', () => {
  const given = { b: [1, set('x', null)], a: objectFrom([[true, 2]]) }
  assert.deepEqual(Array.from(walked(given), printValue), [
    '[[], {"a": {true: 2}, "b": [1, {null, "x"}]}]',
    '[["a"], {true: 2}]',
    '[["a", true], 2]',
    '[["b"], [1, {null, "x"}]]',
    '[["b", 0], 1]',
    '[["b", 1], {null, "x"}]',
    '[["b", 1, null], null]',
    '[["b", 1, "x"], "x"]',
  ])
  assert.deepEqual(Array.from(walked('x'), printValue), ['[[], "x"]'])
})

test('attack: walk follows a value that holds itself many times over up to the limit, and deep ones', () => {
  let doubled: Value = []
  for (let i = 0; i < 60; i++) doubled = [doubled, doubled]
  assert.throws(() => {
    for (const pair of walked(doubled, 10_000)) assert.ok(Array.isArray(pair))
  }, LimitReached)
  let deep: Value = 1
  for (let i = 0; i < 2000; i++) deep = [deep]
  assert.equal([...walked(deep)].length, 2001)
})
