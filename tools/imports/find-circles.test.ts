import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findCircles } from './find-circles.ts'

function graph(edges: Readonly<Record<string, readonly string[]>>) {
  return new Map(Object.entries(edges))
}

test('a graph without a circle gives none, though ways meet', () => {
  assert.deepEqual(findCircles(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] })), [])
})

test('of a knot the shortest circle is shown, and circles apart are shown each', () => {
  const knot = { a: ['b'], b: ['c'], c: ['a', 'd'], d: ['c'] }
  assert.deepEqual(findCircles(graph(knot)), [['c', 'd', 'c']])
  assert.deepEqual(findCircles(graph({ ...knot, x: ['x'] })), [
    ['x', 'x'],
    ['c', 'd', 'c'],
  ])
})

test('every circle found exists, and one is found whenever there is any', () => {
  const node = fc.nat(5)
  fc.assert(
    fc.property(fc.array(fc.tuple(node, node)), (pairs) => {
      const edges = new Map<string, string[]>()
      for (const [from, to] of pairs) {
        edges.set(`${from}`, [...(edges.get(`${from}`) ?? []), `${to}`])
      }
      const circles = findCircles(edges)
      for (const circle of circles) {
        assert.equal(circle[0], circle.at(-1))
        for (const [i, name] of circle.slice(0, -1).entries()) {
          assert.ok(edges.get(name)?.includes(circle[i + 1] ?? ''))
        }
      }
      assert.equal(circles.length === 0, canBeSorted(edges))
    }),
  )
})

/** Taking away nodes that nothing leads out of empties a graph exactly if it has no circle. */
function canBeSorted(edges: ReadonlyMap<string, readonly string[]>): boolean {
  const left = new Map(edges)
  for (;;) {
    const leaf = [...left].find(([, targets]) => targets.every((target) => !left.has(target)))
    if (leaf === undefined) return left.size === 0
    left.delete(leaf[0])
  }
}
