import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseQuery } from '../../src/syntax/parse-query.ts'
import { parseStatement } from '../../src/syntax/parse-statement.ts'
import { parseTerm } from '../../src/syntax/parse-term.ts'
import { printBody, printTerm } from '../../src/syntax/print-term.ts'
import { bodyOf, lines } from './reading.ts'

describe('parseQuery', () => {
  for (const [text, meaning] of [
    ['x := 1; y\nz', 'assign(x, 1); y; z'],
    ['a + b * c - d', 'minus(plus(a, mul(b, c)), d)'],
    ['a == b & c | d', 'equal(a, or(and(b, c), d))'],
    ['a < b in c', 'internal.member_2(lt(a, b), c)'],
    ['k, v in xs', 'internal.member_3(k, v, xs)'],
    ['-x; -1; - 2', 'minus(0, x); -1; -2'],
    ['[a | b, c]; [a | b]', '[or(a, b), c]; [a | b]'],
    ['{a: b | c}; {a, b,}; {}; set()', '{a: b | c}; {a, b}; {}; set()'],
    ['x.if["a b"][_].y(1)[0]', 'x["if"]["a b"][_].y(1)[0]'],
    ['f(x).y[1]', 'f(x).y[1]'],
    ['`a\\n`; "a\\n\\u00e9"', '"a\\\\n"; "a\\né"'],
    ['$"{x}\\{{1}"; $`\\{{x}`', '$"{x}\\{1"; $"\\{{x}"'],
    ['every k, v in xs { v } with input as 1', 'every k, v in xs { v } with input as 1'],
    ['some x, y; some k, v in xs', 'some x, y; some k, v in xs'],
    ['not x.y with data.z as {1}', 'not x.y with data.z as {1}'],
    ['x # c\n.5', 'x; .5'],
    ['{3, "a", null, [1], 1}', '{null, 1, 3, "a", [1]}'],
  ] as const) {
    test(`reads ${JSON.stringify(text)}`, () => {
      assert.equal(printBody(bodyOf(text)), meaning)
    })
  }

  for (const [text, ...problems] of [
    ['01', '1:1: rego_parse_error: unexpected number token: expected number without leading zero'],
    ['1e100000', '1:1: rego_parse_error: number too big'],
    ['1.', '1:1: rego_parse_error: expected fraction'],
    ['"a', '1:1: rego_parse_error: non-terminated string'],
    ['"\\x"', '1:1: rego_parse_error: illegal escape sequence'],
    ['"a".b', '1:1: rego_parse_error: illegal ref (head cannot be string)'],
    [
      'x = $"{y = 1}"',
      "1:8: rego_parse_error: unexpected unification ('=') in template-string expression",
    ],
    ['[1, 2', '1:5: rego_parse_error: unexpected eof token: expected "," or "]"'],
    ['x }', '1:3: rego_parse_error: unexpected } token'],
    ['a ! b', '1:3: rego_parse_error: illegal ! character'],
    ['every x in xs', '1:13: rego_parse_error: unexpected eof token: missing body'],
    [
      'not every x in xs { x }',
      "1:5: rego_parse_error: unexpected every keyword: illegal negation of 'every'",
    ],
    ['x with 1 as 2', '1:8: rego_parse_error: unexpected number token: expected ident'],
    ['import data.x', '0:0: rego_parse_error: expected body but got import'],
  ] as const) {
    test(`refuses ${JSON.stringify(text)}`, () => {
      const parsed = parseQuery({ source: text, version: 'v1' })
      const found = 'diagnostics' in parsed ? lines(parsed.diagnostics.slice(0, 1)) : []
      assert.deepEqual(found.slice(0, 1), problems)
    })
  }

  test('keeps where a term stands', () => {
    const text = 'x := "é😀"; input.y[z] == (1 + 2)'
    const [first, second] = bodyOf(text)
    assert.deepEqual([first?.location.col, second?.location.col], [1, 12])
    assert.equal(text.slice(second?.location.offset, second?.location.end), 'input.y[z] == (1 + 2)')
  })
})

describe('parseTerm', () => {
  test('reads values that are no JSON', () => {
    const parsed = parseTerm('{"a": {1, 2}, [1]: null,}')
    assert.equal('term' in parsed && printTerm(parsed.term), '{"a": {1, 2}, [1]: null}')
  })

  test('refuses what is more than a term', () => {
    assert.ok('diagnostics' in parseTerm('1 + 2'))
    assert.ok('diagnostics' in parseTerm('1; 2'))
    assert.ok('diagnostics' in parseTerm(''))
  })
})

describe('parseStatement', () => {
  test('reads one statement of any kind', () => {
    for (const [source, kind] of [
      ['package a.b', 'package'],
      ['import data.x', 'import'],
      ['p { true }', 'rule'],
      ['p := 1', 'rule'],
      ['x == 1', 'body'],
    ] as const) {
      const parsed = parseStatement({ source, version: 'v1' })
      assert.equal('statement' in parsed && parsed.statement.kind, kind)
    }
  })

  test('refuses several', () => {
    const parsed = parseStatement({ source: 'p { true } { false }', version: 'v1' })
    assert.deepEqual(
      'diagnostics' in parsed && parsed.diagnostics[0]?.message,
      'expected exactly one statement',
    )
  })
})
