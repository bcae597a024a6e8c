import type { SourceFiles } from '../../src/source/source-files.ts'

/** Files of a source, from texts. */
export const filesOf = (texts: Readonly<Record<string, string | Uint8Array>>): SourceFiles =>
  new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]))
