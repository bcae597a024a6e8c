import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseModule } from '../../src/syntax/parse-module.ts'
import { bodyOf, problemsOf } from './reading.ts'

const versions = ['v0', 'v1'] as const
const keywords =
  'import future.keywords.and\nimport future.keywords.or\nimport future.keywords.not\n'

describe('a policy text', () => {
  for (const [name, unit] of [
    ['brackets', '['],
    ['braces', '{'],
    ['parentheses', '('],
    ['negations', 'not '],
    ['negated bodies', 'not {'],
    ['operands in parentheses', '(a or '],
    ['operands in braces', '{a} or {'],
    ['template strings', '$"{'],
    ['comprehensions', '[x | x = '],
    ['lists that might be comprehensions', '[x | a, '],
    ['references in references', 'a['],
    ['calls', 'f('],
    ['operators', '1 + '],
    ['quantifiers', 'every x in [y | '],
    ['hinted quantifiers', 'some x\n in [y | '],
    ['else', 'else { a } '],
    ['raw strings', '`` '],
    ['metadata', '\n# METADATA\n# x: [\n'],
  ] as const) {
    test(`of nothing but ${name} is refused in time that grows with its length`, () => {
      const source = `package a\n${keywords}p { a } ${unit.repeat(4000)}`
      const start = performance.now()
      for (const version of versions) {
        const parsed = parseModule({ name: '', source, version, experimentalKeywords: true })
        assert.ok('diagnostics' in parsed)
      }
      assert.ok(performance.now() - start < 3000)
    })
  }

  test('nested closed texts are read up to the limit and refused past it', () => {
    const nested = (depth: number) => `${'[x | x = '.repeat(depth)}1${']'.repeat(depth)}`
    assert.equal(bodyOf(nested(150)).length, 1)
    assert.match(problemsOf(`p := ${nested(600)}`)[0] ?? '', /max parsing recursion depth exceeded/)
    assert.equal(bodyOf(`a${'.b'.repeat(50_000)}`).length, 1)
  })

  test('may not hold null characters, later byte-order marks or broken surrogates', () => {
    assert.equal(bodyOf('\ufeffx == "😀"').length, 1)
    assert.match(problemsOf('p := "\0"')[0] ?? '', /illegal null character/)
    assert.match(problemsOf('p := "\ufeff"')[0] ?? '', /illegal byte-order mark/)
    assert.match(problemsOf('p := "\ud800"')[0] ?? '', /illegal utf-8 character/)
  })

  test('never makes the parser throw', () => {
    const words = fc.constantFrom(
      ...[
        '[',
        ']',
        '{',
        '}',
        '(',
        ')',
        ',',
        ':',
        ';',
        '.',
        '=',
        ':=',
        '|',
        '&',
        '-',
        '!',
        '$"',
        '`',
      ],
      ...[
        '"',
        '\n',
        ' ',
        'if ',
        'contains ',
        ' in ',
        'every ',
        'some ',
        'not ',
        'else ',
        'default ',
      ],
      ...[
        'package ',
        'import ',
        ' as ',
        ' with ',
        ' and ',
        ' or ',
        'x',
        '_',
        '1',
        '.5.5',
        '1e999999',
      ],
      ...[
        '# METADATA\n',
        '# scope: [\n',
        'data',
        'é',
        '\ud800',
        '\0',
        '\ufeff',
        'future.keywords.not',
      ],
    )
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 30 }),
        fc.constantFrom(...versions),
        (parts, version) => {
          const source = `package a\n${keywords}${parts.join('')}`
          parseModule({ name: '', source, version, experimentalKeywords: true })
        },
      ),
      { numRuns: 250 },
    )
  })
})
