import { type JsonObject, parseStrictJsonObject } from '@sallyport/protocol'
import type { RegoVersion } from '@sallyport/rego'
import { PoliciesRefused } from '../policies-refused.ts'

/** What a bundle says of itself. */
export interface Manifest {
  /** As whoever built it names it. Absent: not at all. */
  readonly revision?: string
  /** Paths below `data` that the bundle may define, such as `http/authz`; the empty one is all of it. */
  readonly roots: readonly string[]
  /** Rules that are compiled to WebAssembly, and the file of the bundle in which. */
  readonly wasm: readonly { readonly entrypoint: string; readonly module: string }[]
  /** The syntax of its modules, where it is said. */
  readonly regoVersion?: RegoVersion
  /** The syntax of modules whose paths match a pattern. */
  readonly fileRegoVersions: ReadonlyMap<string, RegoVersion>
}

/** What holds without one. */
export const noManifest: Manifest = { roots: [''], wasm: [], fileRegoVersions: new Map() }

/** Reads `.manifest`. Keys that OPA does not know either are passed over; null is absent. */
export function parseManifest(content: Uint8Array): Manifest {
  const manifest = parseStrictJsonObject(new TextDecoder().decode(content), 64)
  if (manifest === undefined) throw wrong('must be a JSON object without repeated names')
  const revision = read(manifest, 'revision', isText, 'a text')
  const roots = read(manifest, 'roots', isListOf(isText), 'a list of texts') ?? ['']
  const wasm = read(manifest, 'wasm', isListOf(isResolver), wasmShape) ?? []
  const version = read(manifest, 'rego_version', isVersion, '0 or 1')
  const versions = read(manifest, 'file_rego_versions', isVersions, 'an object of 0 and 1') ?? {}
  return {
    ...(revision === undefined || revision === '' ? {} : { revision }),
    roots: checkRoots(roots.map((root) => root.replace(/^\/+|\/+$/g, ''))),
    wasm: wasm.map(({ entrypoint, module }) => ({
      entrypoint: entrypoint.replace(/^\/+|\/+$/g, ''),
      module: module.replace(/^\.?\/+/, ''),
    })),
    ...(version === undefined ? {} : { regoVersion: versionOf(version) }),
    fileRegoVersions: new Map(
      Object.entries(versions)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([pattern, number]) => [pattern, versionOf(number)] as const),
    ),
  }
}

function checkRoots(roots: readonly string[]): readonly string[] {
  for (const [i, one] of roots.entries()) {
    const other = roots.slice(i + 1).find((later) => isWithin(one, later) || isWithin(later, one))
    if (other !== undefined) throw wrong(`has overlapping roots, \`${one}\` and \`${other}\``)
  }
  return roots
}

/** Whether a path below `data` is a root or lies below it. */
export function isWithin(root: string, path: string): boolean {
  return root === '' || path === root || path.startsWith(`${root}/`)
}

const versionOf = (number: 0 | 1): RegoVersion => (number === 0 ? 'v0' : 'v1')

type Resolver = { readonly entrypoint: string; readonly module: string }
type Is<Value> = (value: unknown) => value is Value

const isText: Is<string> = (value) => typeof value === 'string'
const isVersion: Is<0 | 1> = (value) => value === 0 || value === 1
const isObject: Is<JsonObject> = (value): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isVersions: Is<Readonly<Record<string, 0 | 1>>> = (value): value is Record<string, 0 | 1> =>
  isObject(value) && Object.values(value).every(isVersion)
const isResolver: Is<Resolver> = (value): value is Resolver =>
  isObject(value) && isText(value.entrypoint) && isText(value.module)
const isListOf =
  <Value>(is: Is<Value>): Is<readonly Value[]> =>
  (value): value is readonly Value[] =>
    Array.isArray(value) && value.every(is)

const wasmShape = 'a list of `{ "entrypoint": …, "module": … }`'

function read<Value>(
  manifest: JsonObject,
  key: string,
  is: Is<Value>,
  shape: string,
): Value | undefined {
  const value = Object.hasOwn(manifest, key) ? (manifest[key] ?? undefined) : undefined
  if (value === undefined || is(value)) return value
  throw wrong(`has \`${key}\`, which must be ${shape}`)
}

const wrong = (what: string) => new PoliciesRefused(`\`.manifest\` ${what}`)
