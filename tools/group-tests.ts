import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** So many files of a package share a process: its sources are loaded once for all of them. */
const filesPerGroup = 30

/**
 * What a process shares between the files in it. A file that touches any of that runs alone: hooks at its
 * root would run for its neighbours' tests, and changed globals would change what those see. So does one
 * that waits for servers: its neighbours would wait too.
 */
const touchesProcess =
  /^(?:before|beforeEach|afterEach)\(|process\.(?:env\b|chdir|exitCode|on\(|once\(|emitWarning)|globalThis|\b(?:Object|Array)\.prototype|registerHooks|\bmock\b|--expose-gc|(?:scaled|shared|own)-servers\.ts'/m

/**
 * Groups test files, so that most processes run several of a package: starting one and loading the sources
 * takes longer than most files' tests. Answers what to run, in order: files that run alone as they are,
 * groups as modules in `folder` that import their files.
 */
export function groupTests(files: readonly string[], folder: string): readonly string[] {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const alone: string[] = []
  const byPackage = new Map<string, string[]>()
  for (const file of files) {
    const name = /[\\/]packages[\\/]([^\\/]+)[\\/]test[\\/]/.exec(file)?.[1]
    if (name === undefined || touchesProcess.test(readFileSync(file, 'utf8'))) alone.push(file)
    else byPackage.set(name, [...(byPackage.get(name) ?? []), file])
  }
  const groups = [...byPackage].flatMap(([name, members]) =>
    chunksOf(members).map((chunk, i) => {
      const module = join(folder, `${name}-${i + 1}.test.mjs`)
      writeFileSync(module, chunk.map((file) => `import '${pathToFileURL(file)}'\n`).join(''))
      return module
    }),
  )
  return [...alone, ...groups]
}

function chunksOf(files: readonly string[]): readonly (readonly string[])[] {
  const chunks: (readonly string[])[] = []
  for (let i = 0; i < files.length; i += filesPerGroup)
    chunks.push(files.slice(i, i + filesPerGroup))
  return chunks
}
