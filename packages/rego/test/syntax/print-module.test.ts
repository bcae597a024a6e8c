import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Module } from '../../src/syntax/ast.ts'
import { parseModule } from '../../src/syntax/parse-module.ts'
import { printModule } from '../../src/syntax/print-module.ts'
import { firstDifference } from './same-tree.ts'
import { type Dialect, modules } from './trees.ts'

describe('printModule', () => {
  for (const dialect of ['v0', 'v1', 'logical'] as const satisfies Dialect[]) {
    test(`what it writes of any ${dialect} module reads as the same module`, () => {
      fc.assert(
        fc.property(modules(dialect), (module) => {
          const text = printModule(module)
          assert.equal(differenceAfterReading(module, text), undefined, text)
        }),
        { numRuns: 60 },
      )
    })
  }

  test('keeps annotations above what they are about', () => {
    const source = `# METADATA
# title: whole
package a

# METADATA
# scope: document
# custom:
#   level: 3
# schemas:
#   - input.x["a b"]: schema.x
p := 1 if input.x

# METADATA
# title: second
p := 2 if {
  -1 < input.y; -2 < 1
}
`
    const module = read({ source, version: 'v1' })
    assert.equal(differenceAfterReading(module, printModule(module)), undefined)
  })

  test('a v0 set with a fixed element stays a set', () => {
    const module = read({
      source: 'package a\np.q { true }\np[x] = true { x := 1 }',
      version: 'v0',
    })
    assert.equal(
      printModule(module),
      'package a\n\np["q"] {\n  true\n}\n\np[x] = true {\n  x := 1\n}\n',
    )
  })
})

function read(options: { source: string; version: 'v0' | 'v1' }): Module {
  const parsed = parseModule({ name: 'a.rego', ...options })
  if ('module' in parsed) return parsed.module
  assert.fail(parsed.diagnostics.map(({ message }) => message).join('\n'))
}

function differenceAfterReading(module: Module, text: string): string | undefined {
  const { name, version } = module
  const parsed = parseModule({ name, source: text, version, experimentalKeywords: true })
  if ('diagnostics' in parsed) return parsed.diagnostics.map(({ message }) => message).join('\n')
  return firstDifference(module, parsed.module)
}
