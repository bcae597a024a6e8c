import type { Builtin } from './builtins/builtin.ts'
import { checkLimits, type Limits } from './limits.ts'
import { linkQuery } from './link/link-query.ts'
import type { LinkedQuery, Program } from './link/program.ts'
import type { Outcome, QueryOutcome } from './outcome.ts'
import { mockTargets, mockTargetsOf } from './plan/mock-targets.ts'
import { planQuery } from './plan/plan-query.ts'
import type { Plan } from './plan/rir.ts'
import {
  evaluateEntry,
  newContext,
  outcomeError,
  systemNow,
  type World,
  withinLimits,
} from './run/evaluate-entry.ts'
import { type Emitter, Machine } from './run/machine.ts'
import type { Observer } from './run/observer.ts'
import type { UnitCode } from './run/runtime.ts'
import { type Plain, toPlain } from './run/to-plain.ts'
import { type Diagnostic, formatDiagnostic } from './syntax/diagnostic.ts'
import { parseQuery } from './syntax/parse-query.ts'
import { fromHost } from './values/from-host.ts'
import type { Value } from './values/value.ts'

export interface EvaluateOptions {
  /** The first error of a built-in ends the evaluation; else such a call is undefined. Default false. */
  readonly strictBuiltinErrors?: boolean
  /** Nanoseconds since 1970, asked once. Default: the clock of the system. */
  readonly now?: () => bigint
  readonly limits?: Partial<Limits>
}

/** Below `data`: text such as `authz/allow`, `authz.allow`, `data.authz.allow`, or the steps themselves. */
export type PolicyPath = string | readonly string[]

/** A policy whose evaluations an observer is told of. */
export interface WatchedPolicy {
  evaluate(path: PolicyPath, input?: unknown, options?: EvaluateOptions): Outcome
  /** Of what was asked for so far: what the observer is told are parts of it. */
  readonly plan: Plan
}

/** What a policy is made of; shared by its revisions. */
export interface PolicyParts {
  readonly program: Program
  readonly builtins: ReadonlyMap<string, Builtin>
  readonly data: Value
  readonly limits: Limits
  readonly emitter: Emitter
  readonly indexed: boolean
  readonly earlyExit: boolean
  readonly randomBytes: (count: number) => Uint8Array
}

/** Paths that are kept as code, and queries that share a machine. */
const mostEntries = 1000

type Entry = { readonly code: UnitCode; readonly machine: Machine }

/**
 * A compiled policy with its data: one revision, which never changes. An evaluation needs nothing but
 * its input, and leaves nothing behind.
 */
export class Policy {
  readonly ok = true
  readonly #parts: PolicyParts
  readonly #machine: Machine
  readonly #entries: Map<string, Entry>
  /** Of an evaluation without options. */
  readonly #usual: World
  /** For what is asked once: thrown away when it has grown. */
  #passing: Machine | undefined

  /** Use `compile`. */
  constructor(parts: PolicyParts, shared?: { machine: Machine; entries: Map<string, Entry> }) {
    this.#parts = parts
    this.#machine = shared?.machine ?? machineFor(parts)
    this.#entries = shared?.entries ?? new Map()
    const { data, limits, randomBytes } = parts
    this.#usual = { data, limits, strictBuiltinErrors: false, now: systemNow, randomBytes }
  }

  /**
   * What stands at a path below `data`, for an input. The input is read where it is, never copied; own
   * properties that hold JSON values are all that a policy can see of it. `undefined` as input is no
   * input at all, which is not `null`. Never throws.
   */
  evaluate(path: PolicyPath, input?: unknown, options?: EvaluateOptions): Outcome {
    const entry = typeof path === 'string' ? this.#entries.get(path) : undefined
    if (entry === undefined || options !== undefined) {
      return this.#outcome(() => this.#entry(path), input, options)
    }
    return evaluateEntry(entry.code, entry.machine, input, this.#usual)
  }

  /** Compiles what `evaluate` needs for a path, which it otherwise does when it is first asked. */
  prepare(path: PolicyPath): void {
    this.#entry(path)
  }

  /**
   * Every answer of a query, such as `data.authz.roles[x]; x != "admin"`, in v1 syntax. Compiling the text
   * is most of the work: use `evaluate` for what is asked often. Never throws.
   */
  query(text: string, input?: unknown, options: EvaluateOptions = {}): QueryOutcome {
    try {
      const parsed = parseQuery({ source: text, version: 'v1' })
      if ('diagnostics' in parsed) return refused(parsed.diagnostics)
      const { program, builtins } = this.#parts
      const linked = linkQuery(parsed.body, program, { builtins })
      if ('diagnostics' in linked) return refused(linked.diagnostics)
      return this.#rows(linked.query, input, options)
    } catch (error) {
      return { kind: 'error', error: outcomeError(error) }
    }
  }

  /** For tools: every answer of a linked query as values, in the order of its variables. Throws EvaluationError. */
  answers(query: LinkedQuery, input?: unknown, options: EvaluateOptions = {}): readonly Value[][] {
    const machine = this.#machineOf(query)
    const unit = planQuery(machine.draft, query)
    machine.catchUp()
    const world = this.#world(options)
    const run = () => (machine.units[unit] as UnitCode)(newContext(machine, input, world))
    return withinLimits(world.limits, run) as unknown as Value[][]
  }

  /** For tools: what the policy was made of. */
  get parts(): PolicyParts {
    return this.#parts
  }

  /**
   * For tools: the same policy with an observer of how its outcomes come about. Slower. `everyRule`: also
   * tries the rules of which the index knows that they cannot match.
   */
  watch(observer: Observer, { everyRule = false } = {}): WatchedPolicy {
    const indexed = this.#parts.indexed && !everyRule
    const parts: PolicyParts = { ...this.#parts, emitter: 'closures', indexed }
    const machine = machineFor(parts, undefined, observer)
    return {
      evaluate: (path, input, options = {}) =>
        this.#outcome(() => entryOf(machine, path), input, options),
      plan: machine.draft,
    }
  }

  #outcome(entry: () => Entry, input: unknown, options: EvaluateOptions = {}): Outcome {
    try {
      const { code, machine } = entry()
      return evaluateEntry(code, machine, input, this.#world(options))
    } catch (error) {
      return { kind: 'error', error: outcomeError(error) }
    }
  }

  #rows(query: LinkedQuery, input: unknown, options: EvaluateOptions): QueryOutcome {
    try {
      const limits = this.#limits(options)
      const rows = this.answers(query, input, options).map((answer) => {
        const row: { [variable: string]: Plain } = {}
        query.variables.forEach(({ shown }, i) => {
          row[shown] = toPlain(answer[i] as Value, limits)
        })
        return row
      })
      return { kind: 'rows', rows }
    } catch (error) {
      return { kind: 'error', error: outcomeError(error) }
    }
  }

  /**
   * The same rules over other base data: a new revision; this one stays as it is.
   * Throws TypeError for what is no JSON.
   */
  with({ data }: { readonly data: unknown }): Policy {
    const copied = fromHost(data, this.#parts.limits.depth)
    return new Policy(
      { ...this.#parts, data: copied },
      { machine: this.#machine, entries: this.#entries },
    )
  }

  #entry(path: PolicyPath): Entry {
    const key = typeof path === 'string' ? path : JSON.stringify(path)
    const known = this.#entries.get(key)
    if (known !== undefined) return known
    // A caller that makes up paths does not fill the memory.
    if (this.#entries.size >= mostEntries) return entryOf(this.#passingMachine(), path)
    const entry = entryOf(this.#machine, path)
    this.#entries.set(key, entry)
    return entry
  }

  #passingMachine(): Machine {
    if (this.#passing === undefined || this.#passing.draft.queries >= mostEntries) {
      this.#passing = machineFor(this.#parts)
    }
    return this.#passing
  }

  /** A query that replaces calls which the policy does not has code of its own that asks each time. */
  #machineOf(query: LinkedQuery): Machine {
    const targets = mockTargetsOf(query.body)
    const isKnown = [...targets].every((name) => this.#machine.options.mockable.has(name))
    if (isKnown) return this.#passingMachine()
    return machineFor(this.#parts, new Set([...this.#machine.options.mockable, ...targets]))
  }

  #world(options: EvaluateOptions): World {
    const { strictBuiltinErrors = false, now = systemNow } = options
    return { ...this.#usual, limits: this.#limits(options), strictBuiltinErrors, now }
  }

  #limits(options: EvaluateOptions): Limits {
    return options.limits === undefined
      ? this.#parts.limits
      : checkLimits({ ...this.#parts.limits, ...options.limits })
  }
}

function entryOf(machine: Machine, path: PolicyPath): Entry {
  const steps = stepsOf(path)
  const unit = machine.draft.unitAt(steps) ?? planQuery(machine.draft, { path: steps })
  machine.catchUp()
  return { code: machine.units[unit] as UnitCode, machine }
}

/** The steps of a path below `data`. */
export function stepsOf(path: PolicyPath): readonly string[] {
  if (typeof path !== 'string') return path
  const steps = path.split(/[./]/).filter((step) => step !== '')
  return steps[0] === 'data' ? steps.slice(1) : steps
}

function machineFor(
  parts: PolicyParts,
  mockable: ReadonlySet<string> = mockTargets(parts.program),
  observer?: Observer,
): Machine {
  const { program, builtins, emitter, indexed, earlyExit } = parts
  return new Machine(program, builtins, {
    emitter,
    indexed,
    earlyExit,
    mockable,
    ...(observer && { observer }),
  })
}

function refused(diagnostics: readonly Diagnostic[]): QueryOutcome {
  const first = diagnostics[0] as Diagnostic
  const message = diagnostics.map(formatDiagnostic).join('\n')
  return { kind: 'error', error: { code: first.code, message, location: first.location } }
}
