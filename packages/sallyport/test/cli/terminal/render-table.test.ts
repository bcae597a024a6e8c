import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderNames, renderTable, renderTime } from '../../../src/cli/terminal/render-table.ts'

test('columns are as wide as their widest cell', () => {
  assert.deepEqual(
    renderTable(
      ['A', 'B'],
      [
        ['long', 'x'],
        ['s', 'y'],
      ],
    ),
    ['A     B', 'long  x', 's     y'],
  )
  assert.deepEqual(renderTable(['A', 'B'], []), ['A  B'])
})

test('a stored name cannot write over its neighbours', () => {
  assert.deepEqual(renderTable(['A'], [['a\u001b[2K\u202eb\nc']]), [
    'A',
    'a\\u{1b}[2K\\u{202e}b\\u{a}c',
  ])
})

test('what is not there is a dash', () => {
  assert.equal(renderTime(0), '1970-01-01T00:00:00Z')
  assert.equal(renderTime(undefined), '-')
  assert.equal(renderNames([]), '-')
  assert.equal(renderNames(['a', 'b']), 'a b')
})
