import { gzipSync } from 'node:zlib'

export interface Entry {
  readonly name: string
  readonly content?: string | Uint8Array
  readonly type?: string
  readonly prefix?: string
  /** Writes over the header before its sum is made. */
  readonly spoil?: (header: Buffer) => void
  /** Writes over the header once its sum is made. */
  readonly forge?: (header: Buffer) => void
}

/** A tar archive (ustar), as exact or as wrong as a test needs it. */
export function makeTar(entries: readonly Entry[], end = 1024): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(end)])
}

/** The same, gzipped: a bundle. */
export const makeBundle = (files: Readonly<Record<string, string>>): Buffer =>
  gzipSync(makeTar(Object.entries(files).map(([name, content]) => ({ name, content }))))

function blocksOf({ name, content = '', type = '0', prefix = '', spoil, forge }: Entry): Buffer[] {
  const bytes = Buffer.from(content)
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write('0000600\0', 100)
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write(type, 156, 'latin1')
  header.write('ustar\u000000', 257, 'latin1')
  header.write(prefix, 345)
  spoil?.(header)
  header.fill(' ', 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  forge?.(header)
  return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
}
