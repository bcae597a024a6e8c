import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')
/** The cases and their referee lie beside the project, not in it. */
const rego = join(root, '../shared/rego')

/** Why the referee cannot be run; false where it can. */
export const noReferee = existsSync(join(rego, 'runner/run.ts'))
  ? false
  : "OPA's cases and their referee are not beside this checkout (../shared/rego)"

/** Cases that pass: none of them may ever be lost. */
export const passingFile = join(import.meta.dirname, 'passing.txt')

/** Runs the referee over all cases with an adapter of this folder. */
export function runReferee(
  adapter: string,
  ...options: readonly string[]
): { readonly code: number | null; readonly output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-referee-'))
  // Not a pipe: the referee ends without waiting for whoever reads one, and its last lines would be lost.
  const file = openSync(join(folder, 'output'), 'w+')
  try {
    const { status } = spawnSync(
      process.execPath,
      [
        join(rego, 'runner/run.ts'),
        '--adapter',
        join(import.meta.dirname, adapter),
        ...options,
        join(rego, 'cases'),
      ],
      { stdio: ['ignore', file, file] },
    )
    return { code: status, output: readFileSync(join(folder, 'output'), 'utf8') }
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true })
  }
}
