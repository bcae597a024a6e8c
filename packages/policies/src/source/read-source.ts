import { readFile } from 'node:fs/promises'
import { unpackBundle } from '../bundle/unpack-bundle.ts'
import { PoliciesRefused } from '../policies-refused.ts'
import type { SourceListing } from './list-source.ts'
import type { SourceFiles } from './source-files.ts'

/** Reads what was listed; of a bundle the files within it, of a `.wasm` file that one as `policy.wasm`. */
export async function readSource(
  { kind, files, bytes }: SourceListing,
  maxBytes: number,
): Promise<SourceFiles> {
  if (bytes > BigInt(maxBytes)) {
    throw new PoliciesRefused(
      `the files have more than ${maxBytes} bytes together; raise \`maxBytes\` if they should`,
    )
  }
  const read = new Map<string, Uint8Array>()
  for (const { path, file } of files) read.set(path, await readOne(file))
  const [only = new Uint8Array()] = read.values()
  if (kind === 'bundle') return unpackBundle(only, maxBytes)
  return kind === 'wasm' ? new Map([['policy.wasm', only]]) : read
}

async function readOne(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new PoliciesRefused(`\`${file}\` cannot be read: ${String(code)}`, { cause: error })
  }
}
