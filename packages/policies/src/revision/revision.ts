/** One state of the policies, which never changes. */
export interface Revision {
  /** As the manifest names it; otherwise the first 16 digits of the digest. */
  readonly id: string
  /** SHA-256 of all files and their paths, in hexadecimal. */
  readonly digest: string
  /**
   * What stands at a path below `data` for an input; undefined where nothing does. Throws where the
   * evaluation fails, and where the path is none of the entry points of a `policy.wasm`.
   */
  evaluate(path: string, input: unknown): unknown
}
