import { parseData } from '@sallyport/rego'
import { PoliciesRefused } from '../policies-refused.ts'
import { baseName, folderOf, type SourceFiles } from '../source/source-files.ts'

/** An object without a prototype, in which `__proto__` is a name like any other. */
export type Tree = { [name: string]: unknown }

/**
 * The base document `data`: the content of each `data.json`, `data.yaml` and `data.yml` at the path of its
 * folder. Objects that meet are merged; anything else that meets is refused, as OPA does.
 */
export function placeData(files: SourceFiles): Tree {
  let data: Tree = Object.create(null)
  for (const [path, content] of files) {
    const format = formats.get(baseName(path))
    if (format === undefined) continue
    const placed = folderOf(path).reduceRight<unknown>(
      (inner, name) => treeOf([[name, inner]]),
      parseFile(path, content, format),
    )
    if (!isObject(placed)) {
      throw new PoliciesRefused(`\`${path}\` must hold an object, since it is all of \`data\``)
    }
    data = merge(data, placed, path, 'data')
  }
  return data
}

const formats: ReadonlyMap<string, 'json' | 'yaml'> = new Map([
  ['data.json', 'json'],
  ['data.yaml', 'yaml'],
  ['data.yml', 'yaml'],
])

function parseFile(path: string, content: Uint8Array, format: 'json' | 'yaml'): unknown {
  try {
    return parseData(new TextDecoder('utf-8', { fatal: true }).decode(content), format)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new PoliciesRefused(`\`${path}\` cannot be read: ${message}`, { cause: error })
  }
}

export function merge(one: Tree, other: Tree, path: string, place: string): Tree {
  const merged = treeOf(Object.entries(one))
  for (const [name, value] of Object.entries(other)) {
    const before = Object.hasOwn(merged, name) ? merged[name] : undefined
    const inside = `${place}.${name}`
    if (before === undefined) merged[name] = value
    else if (isObject(before) && isObject(value)) {
      merged[name] = merge(before, value, path, inside)
    } else {
      throw new PoliciesRefused(`\`${path}\` defines \`${inside}\`, which another file defines too`)
    }
  }
  return merged
}

export function treeOf(entries: readonly (readonly [string, unknown])[]): Tree {
  const tree: Tree = Object.create(null)
  for (const [name, value] of entries) tree[name] = value
  return tree
}

/** What JSON calls an object; sets and big numbers of Rego are instances of classes. */
export function isObject(value: unknown): value is Tree {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
