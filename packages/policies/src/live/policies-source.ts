import { resolve } from 'node:path'
import type { Clock } from '@sallyport/protocol'
import { type BundleKey, checkKeys } from '../bundle/bundle-keys.ts'
import { buildRevision, type RevisionRules } from '../revision/build-revision.ts'
import type { CompileRules } from '../revision/compile-modules.ts'
import type { Revision } from '../revision/revision.ts'
import { listSource, type SourceListing } from '../source/list-source.ts'
import { readSource } from '../source/read-source.ts'
import { defaultMaxBytes, type SourceFiles } from '../source/source-files.ts'
import type { PoliciesEvent } from './policies-event.ts'

export interface PoliciesOptions extends CompileRules {
  /** A folder of Rego and data files, an OPA bundle (`.tar.gz`) or a `.wasm` file. */
  readonly path: string
  /**
   * The rules that are asked, as paths below `data`. What does not define them is refused. The first is the
   * default of `policy()`. Default: `['authz/decision']`.
   */
  readonly entrypoints?: readonly string[]
  /** Keys of which one must have signed the source. Absent: it must not be signed. */
  readonly signedBy?: readonly BundleKey[]
  /** The scope that the signature must have. Default: none. */
  readonly signatureScope?: string
  /** Bytes of all files together, unpacked, at most. Default: 100 MiB. */
  readonly maxBytes?: number
  /** Whether changes of the source are taken up. Default: true. */
  readonly watch?: boolean
  /** Told of what happens to the policies later on, for the log. */
  readonly onEvent?: (event: PoliciesEvent) => unknown
  readonly clock?: Clock
}

/** What lies at the path, and how it becomes a revision. */
export class PoliciesSource {
  readonly #path: string
  readonly #maxBytes: number
  readonly #rules: RevisionRules

  constructor(options: PoliciesOptions) {
    const { path, entrypoints = defaultEntrypoints, signedBy, signatureScope: scope } = options
    if (entrypoints.length === 0) throw new TypeError('`entrypoints` is empty; name at least one')
    if (scope !== undefined && signedBy === undefined) {
      throw new TypeError('`signatureScope` says nothing without `signedBy`')
    }
    this.#path = resolve(path)
    this.#maxBytes = options.maxBytes ?? defaultMaxBytes
    this.#rules = {
      ...options,
      entrypoints: entrypoints.map(plainPath),
      ...(signedBy === undefined
        ? {}
        : { signature: { keys: checkKeys(signedBy), ...(scope === undefined ? {} : { scope }) } }),
    }
  }

  get entrypoints(): readonly string[] {
    return this.#rules.entrypoints
  }

  list(): Promise<SourceListing> {
    return listSource(this.#path)
  }

  read(listing: SourceListing): Promise<SourceFiles> {
    return readSource(listing, this.#maxBytes)
  }

  build(files: SourceFiles): Promise<Revision> {
    return buildRevision(files, this.#rules)
  }
}

const defaultEntrypoints = ['authz/decision']

/** `data.authz.allow`, `/authz/allow` and `authz/allow` are one path. */
export const plainPath = (path: string) =>
  path
    .replace(/^\/+|\/+$/g, '')
    .replace(/^data[./]/, '')
    .replaceAll('.', '/')
