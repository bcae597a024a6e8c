import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Coverage, type FileCoverage } from '../../src/explain/coverage.ts'
import { policyOf } from './shop.ts'

const source = `package a

import data.org

default allow := false

allow if {
	input.role == "admin"
	input.level > 3
}

allow if {
	some grant in org.grants
	every right in grant.rights {
		right != "none"
		right in {
			"read",
			"write",
		}
	}
}

level := "high" if {
	input.score > 90
} else := "low" if {
	input.score > 0
}

names := [name |
	some name in input.names
	name != ""
]

twice(x) := 2 * x

unasked if {
	some i
	input.xs[i]
}
`

/** Runs the paths with the inputs, and says which rows were run. */
function cover(...asked: readonly (readonly [path: string, input: unknown])[]) {
  const policy = policyOf(source, { org: { grants: [{ rights: ['read'] }] } })
  const coverage = new Coverage()
  const watched = policy.watch(coverage)
  for (const [path, input] of asked) watched.evaluate(path, input)
  return coverage.report(policy.parts.program.modules, watched.plan.expressions)
}

function rows(ranges: FileCoverage['covered'] = []): readonly number[] {
  const found = ranges.flatMap(({ start, end }) =>
    Array.from({ length: end.row - start.row + 1 }, (_, i) => start.row + i),
  )
  return [...new Set(found)].sort((a, b) => a - b)
}

test('what was run is covered by row, what was not is not, and a failing expression was run', () => {
  const { files } = cover(['a/allow', { role: 'admin', level: 1 }])
  const file = files['p.rego'] ?? {}
  assert.deepEqual(rows(file.covered), [8, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20])
  assert.deepEqual(rows(file.not_covered), [5, 7, 23, 24, 25, 26, 29, 30, 31, 32, 34, 36, 38])
})

test('a rule head is covered once the rule has answered, an `else` of its own', () => {
  const { files } = cover(['a/level', { score: 5 }], ['a/names', { names: ['x'] }])
  const file = files['p.rego'] ?? {}
  assert.deepEqual(rows(file.covered), [24, 25, 26, 29, 30, 31, 32])
  assert.ok(rows(file.not_covered).includes(23))
})

test('the report counts rows and has the form of `opa test --coverage`', () => {
  const report = cover(['a/level', { score: 95 }])
  assert.deepEqual(
    [report.covered_lines, report.not_covered_lines, report.coverage],
    [2, 21, (100 * 2) / 23],
  )
  const { covered, covered_lines, not_covered_lines, coverage } = report.files['p.rego'] ?? {}
  assert.deepEqual(covered?.[0], { start: { row: 23, col: 1 }, end: { row: 23, col: 16 } })
  assert.deepEqual([covered_lines, not_covered_lines, coverage], [2, 21, (100 * 2) / 23])
})

test('nothing run is nothing covered: the file has no zeros', () => {
  const report = cover()
  assert.equal(report.coverage, 0)
  assert.deepEqual(Object.keys(report.files['p.rego'] ?? {}), ['not_covered', 'not_covered_lines'])
})
