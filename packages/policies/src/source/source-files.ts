/** The content of every file of a source, by its path within it: `roles/data.json`. */
export type SourceFiles = ReadonlyMap<string, Uint8Array>

/** Files of a source, at most. */
export const maxFiles = 10_000

/** Bytes of all files of a source, unless the host says otherwise: 100 MiB. */
export const defaultMaxBytes = 100 * 1024 * 1024

/** The last part of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** The folder of a path, as a list of names. */
export const folderOf = (path: string): readonly string[] => path.split('/').slice(0, -1)
