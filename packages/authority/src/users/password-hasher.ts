import { argon2, timingSafeEqual } from 'node:crypto'
import { type RandomBytes, secureRandom } from '@sallyport/protocol'
import { normalisePassword } from './password-rules.ts'

/** OWASP's floor for argon2id (19 MiB, two passes); RFC 9106 §3.1 names the parameters. */
const MEMORY_KIB = 19_456
const PASSES = 2
const PARALLELISM = 1
const SALT_BYTES = 16
const TAG_BYTES = 32

/** Thrown when more hashes wait than `maxWaiting`: the caller answers 503. */
export class HasherBusy extends Error {
  constructor() {
    super('too many passwords are being checked at once')
    this.name = 'HasherBusy'
  }
}

/** Hashes and verifies passwords, a bounded number at a time. */
export interface PasswordHasher {
  /** A PHC string. Rejects with HasherBusy. */
  hash(password: string): Promise<string>
  /**
   * Whether the password belongs to the hash. Without a hash (nobody has that name) it works as long
   * and answers false. Rejects with HasherBusy.
   */
  verify(hash: string | undefined, password: string): Promise<boolean>
}

interface PasswordHasherOptions {
  readonly random?: RandomBytes
  /** How many at once; the default keeps one of two cores free. */
  readonly concurrency?: number
  /** How many may wait for their turn. */
  readonly maxWaiting?: number
}

/**
 * Makes a hasher with argon2id, 19 MiB, two passes.
 * Security: the bound on concurrency keeps a flood of sign-ins from taking the memory and the threads
 * of everything else; the queue behind it is bounded too.
 */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const { random = secureRandom, concurrency = 2, maxWaiting = 64 } = options
  const inTurn = createTurns(concurrency, maxWaiting)
  const decoy: ParsedHash = {
    memory: MEMORY_KIB,
    passes: PASSES,
    parallelism: PARALLELISM,
    salt: Buffer.from(random(SALT_BYTES)),
    tag: Buffer.from(random(TAG_BYTES)),
  }
  return {
    hash: async (password) => {
      const normal = normalisePassword(password)
      if (normal === undefined) throw new RangeError('the password is longer than 1,024 bytes')
      const salt = Buffer.from(random(SALT_BYTES))
      const parameters = { ...decoy, salt }
      return formatHash(parameters, await inTurn(() => derive(parameters, normal)))
    },
    verify: async (hash, password) => {
      const normal = normalisePassword(password)
      const known = hash === undefined ? undefined : parseHash(hash)
      const against = known ?? decoy
      const tag = await inTurn(() => derive(against, normal ?? ''))
      const same = timingSafeEqual(tag, against.tag)
      return same && known !== undefined && normal !== undefined
    },
  }
}

interface ParsedHash {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
  readonly salt: Buffer
  readonly tag: Buffer
}

function derive(hash: ParsedHash, password: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2(
      'argon2id',
      {
        message: password,
        nonce: hash.salt,
        parallelism: hash.parallelism,
        tagLength: hash.tag.length,
        memory: hash.memory,
        passes: hash.passes,
      },
      (error, tag) => (error === null ? resolve(tag) : reject(error)),
    )
  })
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')

function formatHash(hash: ParsedHash, tag: Buffer): string {
  const { memory, passes, parallelism, salt } = hash
  const parameters = `m=${memory},t=${passes},p=${parallelism}`
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(tag)}`
}

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/

function parseHash(text: string): ParsedHash | undefined {
  const match = PHC.exec(text)
  if (match === null) return undefined
  const [, memory = '', passes = '', parallelism = '', salt = '', tag = ''] = match
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

/** Runs at most `concurrency` tasks at once, in the order asked. */
function createTurns(concurrency: number, maxWaiting: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <Value>(task: () => Promise<Value>): Promise<Value> => {
    if (running >= concurrency) {
      if (waiting.length >= maxWaiting) throw new HasherBusy()
      // The one that finishes hands its place over, so `running` does not change meanwhile.
      await new Promise<void>((resume) => waiting.push(resume))
    } else running += 1
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
