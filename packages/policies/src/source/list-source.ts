import type { BigIntStats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { PoliciesRefused } from '../policies-refused.ts'
import { maxFiles } from './source-files.ts'

/** What lies at a source at one moment, nothing read yet. */
export interface SourceListing {
  readonly kind: 'folder' | 'bundle' | 'wasm'
  /** Path within the source and in the file system, sorted by the first. */
  readonly files: readonly { readonly path: string; readonly file: string }[]
  /** Folders in which something may change. */
  readonly folders: WatchedFolders
  /** Changes whenever one of the files does. */
  readonly stamp: string
  readonly bytes: bigint
}

/** By path. `identity` tells a folder from another one of its name; `only`: one name in it matters. */
export type WatchedFolders = ReadonlyMap<
  string,
  { readonly identity: string; readonly only?: string }
>

/** Files that mean something in a folder, beside `.rego`; the rest is passed over, as OPA does. */
const known: ReadonlySet<string> = new Set(['data.json', 'data.yaml', 'data.yml', 'policy.wasm'])
const knownAtTop: ReadonlySet<string> = new Set(['.manifest', '.manifest.pb', '.signatures.json'])

const maxDepth = 32

/**
 * Lists a folder of policies and data, a bundle (`.tar.gz`, `.tgz`) or a `.wasm` file. Symbolic links
 * are followed, hidden files and folders passed over (Kubernetes keeps older generations in them).
 * Rejects with PoliciesRefused where nothing of that kind is there.
 */
export async function listSource(source: string): Promise<SourceListing> {
  const found = await look(source)
  if (found === undefined) throw new PoliciesRefused(`there is nothing at \`${source}\``)
  const lister = new Lister()
  await lister.watchPlaceOf(source)
  if (found.isDirectory()) await lister.addFolder(source, found, '', [])
  else {
    lister.add(basename(source), source, found)
    await lister.watchPlaceOf(await realpath(source))
  }
  return lister.done(kindOf(source, found))
}

function kindOf(source: string, found: BigIntStats): SourceListing['kind'] {
  if (found.isDirectory()) return 'folder'
  if (/\.(tar\.gz|tgz)$/.test(source)) return 'bundle'
  if (source.endsWith('.wasm')) return 'wasm'
  throw new PoliciesRefused(
    `\`${source}\` is neither a folder nor a bundle (\`.tar.gz\`) nor a \`.wasm\` file`,
  )
}

class Lister {
  readonly #files: { readonly path: string; readonly file: string; readonly stamp: string }[] = []
  readonly #folders = new Map<string, { readonly identity: string; readonly only?: string }>()
  #bytes = 0n

  async addFolder(
    folder: string,
    stats: BigIntStats,
    within: string,
    around: readonly string[],
  ): Promise<void> {
    const real = await realpath(folder)
    if (around.includes(real)) throw new PoliciesRefused(`\`${folder}\` contains itself`)
    if (around.length === maxDepth) throw new PoliciesRefused(`\`${folder}\` is nested too deeply`)
    this.#folders.set(folder, { identity: identity(stats) })
    const entries = (await readdir(folder, { withFileTypes: true }))
      .filter(({ name }) => isListed(name, within === ''))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      const file = join(folder, entry.name)
      const found = await look(file)
      // What vanishes while it is looked at will be looked at again.
      if (found === undefined) continue
      const path = `${within}${entry.name}`
      if (found.isDirectory()) await this.addFolder(file, found, `${path}/`, [...around, real])
      else if (found.isFile() && isMeant(entry.name)) {
        this.add(path, file, found)
        if (entry.isSymbolicLink()) await this.watchPlaceOf(await realpath(file))
      }
    }
  }

  add(path: string, file: string, { dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): void {
    if (this.#files.length === maxFiles) {
      throw new PoliciesRefused(`there are more than ${maxFiles} files`)
    }
    this.#bytes += size
    this.#files.push({ path, file, stamp: [path, dev, ino, size, mtimeNs, ctimeNs].join(' ') })
  }

  /** Where a file or folder can be replaced by another one. */
  async watchPlaceOf(path: string): Promise<void> {
    const folder = dirname(path)
    const found = await look(folder)
    if (found === undefined) return
    const before = this.#folders.get(folder)
    const only = before === undefined || before.only === basename(path) ? basename(path) : undefined
    this.#folders.set(folder, {
      identity: identity(found),
      ...(only === undefined ? {} : { only }),
    })
  }

  done(kind: SourceListing['kind']): SourceListing {
    const files = this.#files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
    return {
      kind,
      files,
      folders: this.#folders,
      stamp: files.map(({ stamp }) => stamp).join('\n'),
      bytes: this.#bytes,
    }
  }
}

function isListed(name: string, isTop: boolean): boolean {
  return !name.startsWith('.') || (isTop && knownAtTop.has(name))
}

/** Of those that are listed. */
function isMeant(name: string): boolean {
  return name.startsWith('.') || name.endsWith('.rego') || known.has(name)
}

const identity = ({ dev, ino }: BigIntStats) => `${dev} ${ino}`

/** Undefined where nothing is, or a link leads nowhere. */
async function look(path: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(path, { bigint: true })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'ELOOP') return undefined
    throw new PoliciesRefused(`\`${path}\` cannot be read: ${String(code)}`, { cause: error })
  }
}
