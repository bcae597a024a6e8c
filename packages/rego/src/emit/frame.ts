import type { Context } from '../run/context.ts'
import type { TreeBuilder } from '../run/tree-builder.ts'
import type { ObjectBuilder } from '../values/objects.ts'
import type { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'

/** What one rule is evaluated with. */
export class Frame {
  readonly locals: Value[]
  /** The context that it was called with and those that `with` made. */
  readonly contexts: Context[]
  /** Objects in the making, by local. */
  readonly builders: (ObjectBuilder | undefined)[] = []
  /** Where a rule that gathers puts its answers. */
  readonly out: RegoSet | TreeBuilder | Value[] | undefined
  /** The answer of a rule that has one. */
  result: Value | undefined
  found = false

  constructor(context: Context, locals: number, args: readonly Value[], out?: Frame['out']) {
    this.contexts = [context]
    this.locals = new Array<Value>(locals)
    for (let i = 0; i < args.length; i++) this.locals[i] = args[i] as Value
    this.out = out
  }

  get context(): Context {
    return this.contexts[0] as Context
  }
}
