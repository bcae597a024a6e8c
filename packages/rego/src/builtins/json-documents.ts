import type { Builtin } from './builtin.ts'
import { applyPatches } from './json-documents/apply-patches.ts'
import { filterPaths } from './json-documents/filter-paths.ts'
import { pathTree } from './json-documents/path-tree.ts'
import { removePaths } from './json-documents/remove-paths.ts'
import { arrayOperand, objectOperand } from './operand.ts'
import { any, array, object, oneOf, record, set, string } from './type.ts'

const anyObject = object(any, any)
const path = oneOf(string, array(any))
const pathsArg = {
  name: 'paths',
  description:
    'paths: texts such as `"a/b"` (with `~1` for a slash in a key, `~0` for a tilde) or arrays of keys; positions in arrays are written as texts',
  type: oneOf(array(path), set(path)),
}

/** Built-ins that change documents at paths. */
export const jsonDocuments: readonly Builtin[] = [
  {
    name: 'json.filter',
    description:
      'Gives an object with only what is at some paths, or below them. Paths that lead nowhere are ignored.',
    args: [{ name: 'object', description: 'the object to cut down', type: anyObject }, pathsArg],
    result: { name: 'filtered', description: 'what the paths lead to', type: anyObject },
    evaluate: (call, given, paths) => {
      const start = objectOperand(given, 1)
      return filterPaths(call, start, pathTree(call, paths))
    },
  },
  {
    name: 'json.remove',
    description:
      'Gives an object without what is at some paths. Paths that lead nowhere are ignored; all are taken to lead into the object as it was given.',
    args: [{ name: 'object', description: 'the object to cut from', type: anyObject }, pathsArg],
    result: { name: 'output', description: 'what is left', type: anyObject },
    evaluate: (call, given, paths) => {
      const start = objectOperand(given, 1)
      return removePaths(call, start, pathTree(call, paths))
    },
  },
  {
    name: 'json.patch',
    description:
      'Applies a JSON Patch (RFC 6902): `add`, `remove`, `replace`, `move`, `copy` and `test`, one after the other; undefined if one of them fails. Paths are JSON pointers or arrays of keys; in a set a member is its own key.',
    args: [
      { name: 'target', description: 'the value to change', type: any },
      {
        name: 'patches',
        description: 'the operations',
        type: array(record({ op: string, path: any }, { key: any, value: any })),
      },
    ],
    result: { name: 'output', description: 'the changed value', type: any },
    evaluate: (call, target, patches) => applyPatches(call, target, arrayOperand(patches, 2)),
  },
]
