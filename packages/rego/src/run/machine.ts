import type { Builtin } from '../builtins/builtin.ts'
import type { EmittedChunk, FunctionNumbers } from '../emit/chunks.ts'
import { emitClosures } from '../emit/closures.ts'
import { emitJavaScript } from '../emit/javascript.ts'
import type { Program } from '../link/program.ts'
import { PlanDraft } from '../plan/plan-draft.ts'
import type { DocumentNode, Unit } from '../plan/rir.ts'
import { library } from './library.ts'
import type { Observer } from './observer.ts'
import type { Runtime, UnitCode } from './runtime.ts'

export type Emitter = 'javascript' | 'closures'

export interface MachineOptions {
  readonly emitter: Emitter
  readonly indexed: boolean
  readonly earlyExit: boolean
  /** Names of calls that some `with` replaces. */
  readonly mockable: ReadonlySet<string>
  /** Closures only: is told what happens. */
  readonly observer?: Observer
}

/** A program as code: what is asked for first is planned and written first, the rest when it is asked for. */
export class Machine implements Runtime {
  readonly draft: PlanDraft
  readonly units: UnitCode[] = []
  /** How many memo slots a context needs. */
  slots = 0
  readonly options: MachineOptions
  readonly #builtins: ReadonlyMap<string, Builtin>
  /** Every function of the code, and the numbers by name. */
  readonly #functions: unknown[] = []
  readonly #numbers: FunctionNumbers = new Map()

  constructor(program: Program, builtins: ReadonlyMap<string, Builtin>, options: MachineOptions) {
    this.draft = new PlanDraft(program, builtins, options)
    this.#builtins = builtins
    this.options = options
  }

  get plans(): readonly Unit[] {
    return this.draft.units
  }

  get nodes(): readonly DocumentNode[] {
    return this.draft.nodes
  }

  /** Code for every unit that has been planned. */
  catchUp(): void {
    const first = this.units.length
    this.slots = this.draft.slots
    if (first === this.draft.units.length) return
    if (this.options.emitter === 'closures') {
      const { draft } = this
      const { observer } = this.options
      this.units.push(...emitClosures(draft, first, this.units, this.#builtins, observer))
      return
    }
    for (const chunk of emitJavaScript(this.draft, first, this.#numbers)) this.#run(chunk)
    for (let id = first; id < this.draft.units.length; id++) {
      this.units.push(this.#functions[this.#numbers.get(`u${id}`) as number] as UnitCode)
    }
  }

  #run({ source, builtins, relations, sites }: EmittedChunk): void {
    const { constants, units } = this.draft
    const codes = builtins.map((name) => this.#builtins.get(name)?.evaluate)
    const enumerates = relations.map((name) => this.#builtins.get(name)?.enumerate)
    const code = new Function('R', 'K', 'B', 'E', 'S', 'P', 'F', source)
    code(library, constants, codes, enumerates, sites, units, this.#functions)
  }
}
