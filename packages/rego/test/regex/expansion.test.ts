import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expand, parseExpansion } from '../../src/regex/expansion.ts'

const names = [undefined, 'first', undefined, 'same', 'same']
const match = { start: 0, end: 2, groups: ['ab', 'a', 'b', undefined, 'z'] }

function expanded(template: string): string {
  return expand(parseExpansion(template, names), match)
}

test('groups are named by number and by name', () => {
  assert.equal(expanded('<$0|$1|${2}|$first|${first}x>'), '<ab|a|b|a|ax>')
  assert.equal(expanded('$same'), 'z')
})

test('a name takes as many letters as it can, and one without group is empty', () => {
  assert.equal(expanded('[$1x][$9][$none][$01][${1}x]'), '[][][][][ax]')
})

test('a dollar that starts no reference stands for itself', () => {
  assert.equal(expanded('$$1 $ ${ ${} ${1 $-'), '$1 $ ${ ${} ${1 $-')
})
