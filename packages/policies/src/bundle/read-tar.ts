import { PoliciesRefused } from '../policies-refused.ts'

/** A regular file of an archive. Its content is a view of the archive. */
export interface TarFile {
  readonly name: string
  readonly content: Uint8Array
}

const BLOCK = 512

/**
 * The regular files of a tar archive (POSIX ustar and pax, GNU long names), in their order. Folders are
 * passed over; links, devices, sparse files and all else are refused, and so is an archive that is cut
 * off or whose headers do not add up.
 */
export function readTar(archive: Uint8Array): readonly TarFile[] {
  const files: TarFile[] = []
  let longName: string | undefined
  let at = 0
  while (at + BLOCK <= archive.length) {
    const header = archive.subarray(at, at + BLOCK)
    if (header.every((byte) => byte === 0)) return files
    checkSum(header)
    const size = readSize(header)
    const content = archive.subarray(at + BLOCK, at + BLOCK + size)
    if (content.length < size) throw cutOff()
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
    const type = String.fromCharCode(header[156] ?? 0)
    if (type === 'x') {
      longName = readPaxPath(content) ?? longName
    } else if (type === 'L') {
      longName = readText(content)
    } else if (type === 'g') {
      if (readPaxPath(content) !== undefined) throw wrong('names every file alike')
    } else {
      const name = longName ?? readName(header)
      longName = undefined
      if (type === '5' || (isRegular(type) && name.endsWith('/'))) continue
      if (!isRegular(type)) {
        throw wrong(`has ${JSON.stringify(name.slice(0, 100))}, which is no regular file`)
      }
      files.push({ name, content })
    }
  }
  throw cutOff()
}

const isRegular = (type: string) => type === '0' || type === '\0'

/** Sum of all bytes, those of the sum itself taken as blanks. */
function checkSum(header: Uint8Array): void {
  let sum = 8 * 0x20
  for (let i = 0; i < BLOCK; i += 1) if (i < 148 || i >= 156) sum += header[i] ?? 0
  if (readOctal(header.subarray(148, 156)) !== sum) throw wrong('has a header that does not add up')
}

function readSize(header: Uint8Array): number {
  const size = readOctal(header.subarray(124, 136))
  if (size === undefined) throw wrong('has a file without a readable size')
  return size
}

function readOctal(field: Uint8Array): number | undefined {
  const digits = readText(field).trim()
  return /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : undefined
}

function readName(header: Uint8Array): string {
  const name = readText(header.subarray(0, 100))
  // GNU archives have the magic `ustar ` and other things where POSIX has a prefix.
  const isPosix = readText(header.subarray(257, 263)) === 'ustar'
  const prefix = isPosix ? readText(header.subarray(345, 500)) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

/** Records `LENGTH KEY=VALUE\n`; the path among them. */
function readPaxPath(content: Uint8Array): string | undefined {
  let path: string | undefined
  let at = 0
  while (at < content.length) {
    const blank = content.indexOf(0x20, at)
    const digits = blank === -1 ? '' : readText(content.subarray(at, blank))
    const end = at + Number(digits)
    if (!/^[1-9]\d{0,8}$/.test(digits) || end <= blank + 1 || end > content.length) {
      throw wrong('has an extended header that cannot be read')
    }
    const record = readText(content.subarray(blank + 1, end - 1))
    const [key = ''] = record.split('=', 1)
    if (key === 'size' || key.startsWith('GNU.sparse')) throw wrong(`has a file with \`${key}\``)
    if (key === 'path') path = record.slice('path='.length)
    at = end
  }
  return path
}

/** UTF-8 up to the first NUL. */
function readText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      end === -1 ? bytes : bytes.subarray(0, end),
    )
  } catch {
    throw wrong('has a name that is no UTF-8')
  }
}

const wrong = (what: string) => new PoliciesRefused(`the bundle's archive ${what}`)
const cutOff = () => wrong('is cut off')
