import type { SourceFile } from 'typescript/unstable/ast'
import { createVirtualFileSystem } from 'typescript/unstable/fs'
import { API } from 'typescript/unstable/sync'

const folder = '/sources'

/**
 * The syntax tree of each source, by its path. Nothing is resolved or checked: this is TypeScript's
 * parser, in a process of its own that ends with the call. An unknown path gives undefined.
 */
export function parseSources(
  sources: ReadonlyMap<string, string>,
): ReadonlyMap<string, SourceFile> {
  const paths = [...sources.keys()]
  const configFile = `${folder}/tsconfig.json`
  const compilerOptions = { noLib: true, noResolve: true, types: [], module: 'nodenext' }
  const files = Object.fromEntries(
    paths.map((path) => [`${folder}/${path}`, sources.get(path) ?? '']),
  )
  files[configFile] = JSON.stringify({ compilerOptions, files: paths })
  const api = new API({ cwd: folder, fs: createVirtualFileSystem(files) })
  try {
    const snapshot = api.updateSnapshot({ openProjects: [configFile] })
    const program = snapshot.getProject(configFile)?.program
    return new Map(
      paths.map((path) => {
        const file = program?.getSourceFile(`${folder}/${path}`)
        if (file === undefined) throw new Error(`\`${path}\` could not be parsed`)
        return [path, file]
      }),
    )
  } finally {
    api.close()
  }
}
