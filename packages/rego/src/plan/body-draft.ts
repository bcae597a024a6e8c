import type { LinkedTerm, LocalTerm } from '../link/program.ts'
import type { Location } from '../syntax/location.ts'
import type { Value } from '../values/value.ts'
import type { Draft } from './draft.ts'
import type { ContextId, Operand, Read, Statement } from './rir.ts'
import type { Scope } from './scope.ts'

/** A body in the making, as references and unifications write to it. */
export interface BodyDraft {
  readonly draft: Draft
  readonly scope: Scope
  /** The context that readings are made in. */
  readonly context: ContextId
  /** What is written now may run more than once in a context. */
  readonly repeats: boolean
  /** A new local. */
  local(): Operand & { at: 'local' }
  emit(statement: Statement): void
  /** A local that holds the reading; what follows runs only where it is defined. */
  let(from: Read): Operand
  constant(value: Value): Operand
  /** A scan; what is emitted from now on stands inside it. */
  scan(
    of: Operand,
    what: { readonly key?: Operand; readonly value?: Operand; readonly document: boolean },
  ): void
  /** The operand of a term whose variables are all bound. */
  read(term: LinkedTerm): Operand
  /** Remembers which term was written at a place, for who watches. */
  written(location: Location, at: Operand): Operand
  bind(local: LocalTerm, operand: Operand): void
}
