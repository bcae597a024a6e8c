import { link, open, readFile, rm, stat } from 'node:fs/promises'
import { type RandomBytes, Secret, secureRandom } from '@sallyport/protocol'
import type { SecretSource } from './configuration.ts'
import { leastSecretLength } from './keys/secret.ts'

/**
 * The secret itself: as given, from its file (written on first use, readable by its owner only), or
 * a new one of 256 bits. Throws if the file is readable by others, damaged, or cannot be written.
 */
export async function loadSecret(
  source: SecretSource,
  random: RandomBytes = secureRandom,
): Promise<Secret<string>> {
  if (source.kind === 'given') return source.value
  if (source.kind === 'random') return new Secret(generate(random))
  const kept = await readKept(source.file)
  if (kept !== undefined) return kept
  await createOnce(source.file, generate(random), random)
  const created = await readKept(source.file)
  if (created === undefined) throw new Error(`\`${source.file}\` vanished while it was written`)
  return created
}

async function readKept(file: string): Promise<Secret<string> | undefined> {
  try {
    const { mode } = await stat(file)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new Error(`\`${file}\` can be read by others; run \`chmod 600\` on it`)
    }
    const text = (await readFile(file, 'utf8')).trim()
    if (text.length < leastSecretLength) {
      throw new Error(
        `\`${file}\` is damaged: it must hold at least ${leastSecretLength} characters`,
      )
    }
    return new Secret(text)
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined
    throw error
  }
}

/**
 * Invariant: the file appears whole or not at all, and of two processes that start together one
 * writes it and both read that one.
 */
async function createOnce(file: string, text: string, random: RandomBytes): Promise<void> {
  const draft = `${file}.${Buffer.from(random(8)).toString('hex')}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(`${text}\n`)
    await handle.sync()
    await link(draft, file)
  } catch (error) {
    if (!isFileError(error, 'EEXIST')) throw error
  } finally {
    await handle.close()
    await rm(draft, { force: true })
  }
}

function generate(random: RandomBytes): string {
  return Buffer.from(random(32)).toString('base64url')
}

function isFileError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
