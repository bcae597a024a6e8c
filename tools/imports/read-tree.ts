import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ImportStatement, readImports } from './read-imports.ts'

/** The workspace as far as imports are concerned. */
export interface SourceTree {
  readonly packages: readonly SourcePackage[]
}

export interface SourcePackage {
  readonly name: string
  /** `packages/limits`. */
  readonly folder: string
  readonly kind: 'package' | 'example'
  /** Names under `dependencies`, `peerDependencies` and `optionalDependencies`. */
  readonly declared: readonly string[]
  /** What others may write: `@sallyport/protocol`, `@sallyport/protocol/peer`. */
  readonly entryPoints: readonly string[]
  readonly files: readonly SourceFile[]
}

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string
  readonly imports: readonly ImportStatement[]
}

/** Reads `src` of every package and example under a repository's root. */
export function readTree(root: string): SourceTree {
  const packages = [
    ...folders(root, 'packages').map((folder) => readPackage(root, folder, 'package')),
    ...folders(root, 'examples').map((folder) => readPackage(root, folder, 'example')),
  ]
  return { packages }
}

function folders(root: string, under: string): readonly string[] {
  if (!existsSync(join(root, under))) return []
  return readdirSync(join(root, under))
    .map((name) => `${under}/${name}`)
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort()
}

interface Manifest {
  readonly name: string
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

function readPackage(root: string, folder: string, kind: SourcePackage['kind']): SourcePackage {
  const text = readFileSync(join(root, folder, 'package.json'), 'utf8')
  const manifest = JSON.parse(text) as Manifest
  return {
    name: manifest.name,
    folder,
    kind,
    declared: Object.keys({
      ...manifest.dependencies,
      ...manifest.peerDependencies,
      ...manifest.optionalDependencies,
    }),
    entryPoints: Object.keys(manifest.exports ?? {}).map((path) => manifest.name + path.slice(1)),
    files: sourceFiles(root, `${folder}/src`).map((path) => ({
      path,
      imports: readImports(readFileSync(join(root, path), 'utf8')),
    })),
  }
}

function sourceFiles(root: string, folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path))
    .sort()
}
