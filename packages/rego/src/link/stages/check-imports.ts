import type { Import } from '../../syntax/ast.ts'
import { printImport } from '../draft/print-draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { importedName } from './resolve-names.ts'

/** In v1 and under strict two imports may not have the same name. */
export function checkImports(program: ProgramDraft): void {
  for (const module of program.modules) {
    if (!program.strict && !module.v1) continue
    const known = new Map<string, Import>()
    for (const item of module.imports) {
      const name = importedName(item)
      const earlier = known.get(name)
      if (earlier === undefined) known.set(name, item)
      else {
        const message = `import must not shadow ${printImport(earlier)}`
        program.refuse('rego_compile_error', message, item.location)
      }
    }
  }
}
