import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { parseData, type RegoVersion } from '@sallyport/rego'
import { noManifest, parseManifest } from '../bundle/parse-manifest.ts'
import { PoliciesRefused } from '../policies-refused.ts'
import { moduleVersions } from '../revision/module-versions.ts'
import { isObject, merge, placeData, type Tree, treeOf } from '../revision/place-data.ts'
import { listSource } from '../source/list-source.ts'
import { readSource } from '../source/read-source.ts'
import { defaultMaxBytes, maxFiles } from '../source/source-files.ts'

/** Policies and data as tools read them, tests included: what `compile` takes. */
export interface PolicyFiles {
  /** By the path as it was given or found. */
  readonly modules: { readonly [name: string]: string }
  readonly data: Tree
  /** The syntax of modules of which a manifest says it. */
  readonly versions: ReadonlyMap<string, RegoVersion>
}

export interface ReadPolicyFilesOptions {
  /** Absolute: where the paths are relative to. */
  readonly folder: string
  /**
   * The paths are bundles or folders laid out like one, of which only data files named `data.json` or
   * `data.yaml` count, as they do to the guard. Signatures are not looked at. Default: every `.rego`,
   * `.json` and `.yaml` file counts.
   */
  readonly bundle?: boolean
}

/**
 * Reads files and folders as `opa eval --data` does: modules by their extension, data of a folder at the
 * path of the folder that it is in, `a.b:users.json` at `data.a.b`. Hidden files and folders are passed
 * over, symbolic links followed. Rejects with PoliciesRefused that names what cannot be read.
 */
export async function readPolicyFiles(
  paths: readonly string[],
  options: ReadPolicyFilesOptions,
): Promise<PolicyFiles> {
  const reading = new Reading(options.folder)
  for (const path of paths) {
    if (options.bundle === true) await reading.addBundle(path)
    else await reading.add(path)
  }
  return reading
}

const maxDepth = 32

class Reading implements PolicyFiles {
  // Names such as `__proto__` are names like any other.
  readonly modules: { [name: string]: string } = Object.create(null)
  readonly versions = new Map<string, RegoVersion>()
  data: Tree = treeOf([])
  readonly #folder: string
  #files = 0
  #bytes = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  async addBundle(path: string): Promise<void> {
    const files = await readSource(await listSource(resolve(this.#folder, path)), defaultMaxBytes)
    const manifest = files.get('.manifest')
    const names = [...files.keys()].filter((name) => name.endsWith('.rego'))
    const parsed = manifest === undefined ? noManifest : parseManifest(manifest)
    const versions = moduleVersions(names, parsed)
    for (const name of names) {
      const place = join(path, name)
      this.modules[place] = decode(place, files.get(name) ?? new Uint8Array())
      const version = versions.get(name) ?? parsed.regoVersion
      if (version !== undefined) this.versions.set(place, version)
    }
    this.data = merge(this.data, placeData(files), path, 'data')
  }

  async add(given: string): Promise<void> {
    const [, prefix = '', path = given] = /^([^:/\\]+):(?!\/\/)(.+)$/.exec(given) ?? []
    const steps = prefix === '' ? [] : prefix.split('.')
    const { isFolder } = await this.#look(path)
    if (isFolder) await this.#addFolder(path, steps, [])
    else await this.#addFile(path, steps, 'named')
  }

  async #addFolder(path: string, steps: readonly string[], around: readonly string[]) {
    const real = await realpath(resolve(this.#folder, path))
    if (around.includes(real)) throw new PoliciesRefused(`\`${path}\` contains itself`)
    if (around.length === maxDepth) throw new PoliciesRefused(`\`${path}\` is nested too deeply`)
    const names = (await readdir(real)).filter((name) => !name.startsWith('.'))
    for (const name of names.sort()) {
      const inner = join(path, name)
      const { isFolder } = await this.#look(inner)
      if (isFolder) await this.#addFolder(inner, [...steps, name], [...around, real])
      else await this.#addFile(inner, steps, 'found')
    }
  }

  async #addFile(path: string, steps: readonly string[], how: 'named' | 'found'): Promise<void> {
    const extension = extname(path)
    const format = formats.get(extension)
    if (extension !== '.rego' && format === undefined) {
      if (how === 'found') return
      throw new PoliciesRefused(`\`${path}\` is neither \`.rego\` nor \`.json\` nor \`.yaml\``)
    }
    const text = decode(path, await this.#read(path))
    if (format === undefined) this.modules[path] = text
    else this.#place(path, steps, parse(path, text, format))
  }

  #place(path: string, steps: readonly string[], content: unknown): void {
    const placed = steps.reduceRight<unknown>((inner, name) => treeOf([[name, inner]]), content)
    if (!isObject(placed)) {
      throw new PoliciesRefused(
        `\`${path}\` must hold an object, since it is all of \`data\`; give it a place: \`name:${basename(path)}\``,
      )
    }
    this.data = merge(this.data, placed, path, 'data')
  }

  async #look(path: string): Promise<{ isFolder: boolean }> {
    try {
      const found = await stat(resolve(this.#folder, path))
      // A pipe or a device might never end.
      if (!found.isDirectory() && !found.isFile()) {
        throw new PoliciesRefused(`\`${path}\` is neither a file nor a folder`)
      }
      return { isFolder: found.isDirectory() }
    } catch (error) {
      throw unreadable(path, error)
    }
  }

  async #read(path: string): Promise<Uint8Array> {
    if (++this.#files > maxFiles) throw new PoliciesRefused(`there are more than ${maxFiles} files`)
    try {
      const file = resolve(this.#folder, path)
      this.#bytes += (await stat(file)).size
      if (this.#bytes > defaultMaxBytes) {
        throw new PoliciesRefused(`the files have more than ${defaultMaxBytes} bytes together`)
      }
      return await readFile(file)
    } catch (error) {
      throw unreadable(path, error)
    }
  }
}

const formats: ReadonlyMap<string, 'json' | 'yaml'> = new Map([
  ['.json', 'json'],
  ['.yaml', 'yaml'],
  ['.yml', 'yaml'],
])

function decode(path: string, content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch (error) {
    throw new PoliciesRefused(`\`${path}\` is no UTF-8 text`, { cause: error })
  }
}

function parse(path: string, text: string, format: 'json' | 'yaml'): unknown {
  try {
    return parseData(text, format)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new PoliciesRefused(`\`${path}\` cannot be read: ${message}`, { cause: error })
  }
}

function unreadable(path: string, error: unknown): PoliciesRefused {
  if (error instanceof PoliciesRefused) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${String(code)}`
  return new PoliciesRefused(`\`${path}\` ${reason}`, { cause: error })
}
