import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { PoliciesRefused } from '../policies-refused.ts'
import { maxFiles, type SourceFiles } from '../source/source-files.ts'
import { entryPath } from './entry-path.ts'
import { readTar } from './read-tar.ts'

/**
 * The files of an OPA bundle, a gzipped tar archive, by their paths. Nothing is ever written to disk.
 * Security: what it unpacks to is bounded (a gzip bomb), and two files of one path are refused, since one
 * reader could check the first and another use the last.
 */
export async function unpackBundle(
  archive: Uint8Array,
  maxBytes: number,
  most = maxFiles,
): Promise<SourceFiles> {
  const files = new Map<string, Uint8Array>()
  for (const { name, content } of readTar(await unzip(archive, maxBytes))) {
    const path = entryPath(name)
    if (files.has(path)) throw new PoliciesRefused(`the bundle has \`${path}\` twice`)
    files.set(path, content)
    if (files.size > most) throw new PoliciesRefused(`the bundle has more than ${most} files`)
  }
  return files
}

async function unzip(archive: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(archive, { maxOutputLength: maxBytes })
  } catch (error) {
    const isTooLarge =
      error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw new PoliciesRefused(
      isTooLarge
        ? `the bundle unpacks to more than ${maxBytes} bytes; raise \`maxBytes\` if it should`
        : 'the bundle is not gzip, or is cut off: it must be a `.tar.gz`',
      { cause: error },
    )
  }
}
