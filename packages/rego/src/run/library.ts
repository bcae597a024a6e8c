import type { BuiltinCall } from '../builtins/builtin.ts'
import type { Location } from '../syntax/location.ts'
import { compare } from '../values/compare.ts'
import { equal } from '../values/equal.ts'
import { ObjectBuilder, objectFrom } from '../values/objects.ts'
import { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'
import { changeContext } from './change-context.ts'
import type { Context } from './context.ts'
import { documentKeys, documentStep, forceDocument, openDocument } from './documents.ts'
import { memoCall } from './memo-call.ts'
import { callReplaced } from './mocks.ts'
import { none } from './none.ts'
import type { CallSite, QueryState } from './query-state.ts'
import {
  isCollection,
  isObjectOf,
  member,
  memberPrimitive,
  readBasePath,
  readPath,
  scanKeys,
  scanValues,
  step,
  stepBase,
  vet,
} from './steps.ts'
import { TreeBuilder } from './tree-builder.ts'

/** Reads the input at a path: once in a context. */
function input(context: Context, slot: number, path: readonly string[]): Value | undefined {
  const memo = context.m[slot]
  if (memo !== undefined) return memo === none ? undefined : memo
  const value = readPath(context.input, path)
  context.m[slot] = value === undefined ? none : value
  return value
}

function base(
  context: Context,
  slot: number,
  path: readonly (string | number)[],
): Value | undefined {
  const memo = context.m[slot]
  if (memo !== undefined) return memo === none ? undefined : memo
  const value = readBasePath(context.data, path)
  context.m[slot] = value === undefined ? none : value
  return value
}

/** An entry of an object comprehension: two values for a key are a conflict. */
function addEntry(
  q: QueryState,
  object: ObjectBuilder,
  key: Value,
  value: Value,
  location: Location,
): void {
  const old = object.get(key)
  if (old === undefined) object.set(key, value)
  else if (!equal(old, value)) q.conflict('object keys must be unique', location)
}

/** Every answer of a relation; an error ends it as it ends a call. */
function* relation(
  q: QueryState,
  site: CallSite,
  enumerate: (call: BuiltinCall, ...args: Value[]) => Iterable<Value>,
  ...args: Value[]
): Generator<Value> {
  const answers = enumerate(q, ...args)[Symbol.iterator]()
  for (;;) {
    let next: IteratorResult<Value>
    try {
      next = answers.next()
    } catch (error) {
      q.failed(error, site)
      return
    }
    if (next.done === true) return
    if (--q.fuel < 0) q.exhausted()
    yield next.value
  }
}

/** Everything that generated code calls. */
export const library = {
  addEntry,
  base,
  callReplaced,
  changeContext,
  compare,
  documentKeys,
  documentStep,
  equal,
  forceDocument,
  input,
  isCollection,
  isObjectOf,
  member,
  memberPrimitive,
  memoCall,
  none,
  ObjectBuilder,
  objectFrom,
  openDocument,
  proto: Object.getPrototypeOf,
  root: Object.prototype,
  RegoSet,
  relation,
  scanKeys,
  scanValues,
  step,
  stepBase,
  TreeBuilder,
  vet,
}
