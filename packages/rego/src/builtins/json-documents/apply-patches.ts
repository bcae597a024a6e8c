import { equal } from '../../values/compare.ts'
import { isObject, typeName } from '../../values/kind.ts'
import { getKey, type ObjectValue } from '../../values/objects.ts'
import { printValue } from '../../values/print.ts'
import type { Value } from '../../values/value.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { DocumentEditor } from './document-editor.ts'
import { parsePath } from './parse-path.ts'

/**
 * The operations of a JSON Patch, one after the other. Throws BuiltinError for the first that fails.
 * @see RFC 6902
 */
export function applyPatches(
  call: BuiltinCall,
  target: Value,
  patches: readonly Value[],
): Value | undefined {
  const editor = new DocumentEditor(call, target)
  for (const patch of patches) applyPatch(call, editor, patch)
  return editor.root
}

function applyPatch(call: BuiltinCall, editor: DocumentEditor, patch: Value): void {
  call.spend(1)
  if (!isObject(patch)) {
    throw new BuiltinError(
      'must be an array of JSON-Patch objects, but at least one element is not an object',
    )
  }
  const pathValue = attribute(patch, 'path')
  const op = attribute(patch, 'op')
  if (typeof op !== 'string') {
    throw new BuiltinError(`attribute 'op' must be a string but found: ${typeName(op)}`)
  }
  const path = parsePath(call, pathValue)
  switch (op) {
    case 'add':
      editor.insert(path, attribute(patch, 'value'))
      break
    case 'remove':
      editor.remove(path)
      break
    case 'replace':
      editor.remove(path)
      editor.insert(path, attribute(patch, 'value'))
      break
    case 'move': {
      const from = parsePath(call, attribute(patch, 'from'))
      const moved = editor.at(from)
      editor.remove(from)
      editor.insert(path, moved)
      break
    }
    case 'copy':
      editor.insert(path, editor.share(parsePath(call, attribute(patch, 'from'))))
      break
    case 'test':
      test(editor.at(path), attribute(patch, 'value'))
      break
    default:
      throw new BuiltinError(`unrecognized op: '${op}'`)
  }
}

function attribute(patch: ObjectValue, name: string): Value {
  const value = getKey(patch, name)
  if (value === undefined) throw new BuiltinError(`missing required attribute '${name}'`)
  return value
}

function test(found: Value, expected: Value): void {
  if (equal(found, expected)) return
  throw new BuiltinError(
    `value from EditTree != patch value.\n\nExpected: ${printValue(expected)}\n\nFound: ${printValue(found)}`,
  )
}
