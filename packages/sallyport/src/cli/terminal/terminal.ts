import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { CommandRefused } from '../command-refused.ts'

/** Lines out and, where a command needs them, passwords in. */
export interface Terminal {
  /** One line to stdout; resolves when the reader can take more. */
  print(line: string): Promise<void>
  /** One line to stderr. */
  warn(line: string): void
  /** Whether a person sits at it. */
  readonly interactive: boolean
  /** Asks, and reads one line without showing it. Ctrl-C throws CommandRefused. */
  readHidden(question: string): Promise<string>
  /** Everything on stdin as UTF-8. Throws CommandRefused past `mostBytes`. */
  readAll(mostBytes: number): Promise<string>
}

interface TerminalStreams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
}

/** The terminal of a process. */
export function createTerminal({ stdin, stdout, stderr }: TerminalStreams): Terminal {
  return {
    print: async (line) => {
      if (!stdout.write(`${line}\n`)) await once(stdout, 'drain')
    },
    warn: (line) => {
      stderr.write(`${line}\n`)
    },
    interactive: stdin.isTTY === true,
    readHidden: async (question) => {
      try {
        return await readLineInSilence(stdin, () => stderr.write(question))
      } finally {
        stderr.write('\n')
      }
    },
    readAll: (mostBytes) => readAll(stdin, mostBytes),
  }
}

/** Security: in terminal mode readline itself echoes what is typed, here into nothing. */
async function readLineInSilence(stdin: NodeJS.ReadableStream, ask: () => void): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 })
  // Asked only now: the terminal no longer echoes.
  ask()
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  lines.once('line', resolve)
  lines.once('SIGINT', () => reject(new CommandRefused(1, 'interrupted; nothing was changed')))
  lines.once('close', () => reject(new CommandRefused(1, 'no answer; nothing was changed')))
  try {
    return await promise
  } finally {
    lines.close()
  }
}

async function readAll(stdin: NodeJS.ReadableStream, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stdin) {
    const buffer = Buffer.from(chunk)
    bytes += buffer.length
    if (bytes > mostBytes) throw new CommandRefused(2, `stdin holds more than ${mostBytes} bytes`)
    chunks.push(buffer)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new CommandRefused(2, 'stdin is not UTF-8 text')
  }
}
