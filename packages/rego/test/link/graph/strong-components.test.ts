import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strongComponents } from '../../../src/link/graph/strong-components.ts'

interface Node {
  readonly name: string
  readonly needs: Node[]
}

const node = (name: string): Node => ({ name, needs: [] })

test('what is needed comes before what needs it', () => {
  const [a, b, c] = [node('a'), node('b'), node('c')]
  a.needs.push(b)
  b.needs.push(c)
  assert.deepEqual(
    strongComponents([a, b, c]).map((group) => group.map(({ name }) => name)),
    [['c'], ['b'], ['a']],
  )
})

test('what needs one another is one group', () => {
  const [a, b, c] = [node('a'), node('b'), node('c')]
  a.needs.push(b)
  b.needs.push(a, c)
  const groups = strongComponents([a, b, c]).map((group) => group.map(({ name }) => name).sort())
  assert.deepEqual(groups, [['c'], ['a', 'b']])
})

test('a chain of a hundred thousand is no matter', () => {
  const nodes = Array.from({ length: 100_000 }, (_, i) => node(String(i)))
  for (const [i, one] of nodes.entries()) {
    const next = nodes[i + 1]
    if (next !== undefined) one.needs.push(next)
  }
  assert.equal(strongComponents(nodes).length, 100_000)
})
