import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMap, isScalar, isSeq, parseDocument } from 'yaml'
import { parseNumber } from '../src/values/numbers.ts'
import { setOwn } from '../src/values/objects.ts'
import type { Value } from '../src/values/value.ts'

/** An evaluation case of OPA's suite as its YAML files hold it. */
export interface YamlCase {
  readonly file: string
  readonly folder: string
  readonly regoVersion: 'v0' | 'v1'
  readonly fields: { readonly [field: string]: Value }
}

const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/

/** Every case below `v1/test/cases/testdata` of a checkout of OPA. */
export function readYamlCases(checkout: string): YamlCase[] {
  const root = join(checkout, 'v1/test/cases/testdata')
  return globSync('v{0,1}/**/*.{yaml,yml,json}', { cwd: root })
    .sort()
    .flatMap((file) => {
      const [version = 'v1', folder = ''] = file.split('/')
      const document = parseDocument(readFileSync(join(root, file), 'utf8'), { merge: true })
      const content = toValue(document.contents) as {
        readonly cases?: readonly YamlCase['fields'][]
      }
      const regoVersion = version === 'v0' ? 'v0' : 'v1'
      return (content.cases ?? []).map((fields) => ({ file, folder, regoVersion, fields }))
    })
}

/** A node as a value, numbers with every digit that was written. */
function toValue(node: unknown): Value {
  if (isSeq(node)) return node.items.map(toValue)
  if (isMap(node)) {
    const made: { [key: string]: Value } = {}
    for (const { key, value } of node.items) {
      setOwn(made, isScalar(key) ? String(key.source ?? key.value) : String(key), toValue(value))
    }
    return made
  }
  if (!isScalar(node)) return null
  const { value, source } = node
  if (typeof value === 'number' && source !== undefined && number.test(source)) {
    return parseNumber(source)
  }
  return value as Value
}
