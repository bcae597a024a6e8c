import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A real second process that runs a script of this folder from source. */
interface Child {
  readonly process: ChildProcess
  /** Every line of its output so far. */
  readonly lines: readonly string[]
  /** Resolves with the next line it prints; rejects if it ends first. */
  nextLine(): Promise<string>
  /** Writes one line to its input. */
  tell(line: string): void
  /** Resolves once it has ended and its output is read to the end. */
  ended(): Promise<{ readonly code: number | null; readonly errors: string }>
}

export function startChild(script: string, parameters: readonly string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, ['--conditions=@sallyport/source', path, ...parameters], {
    stdio: 'pipe',
  })
  const lines: string[] = []
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => lines.push(line))
  const closed = once(child, 'close')
  return {
    process: child,
    lines,
    nextLine: async () => {
      const seen = lines.length
      await Promise.race([once(reader, 'line'), closed])
      const line = lines[seen]
      if (line === undefined) throw new Error(`the child ended without a line: ${errors}`)
      return line
    },
    tell: (line) => child.stdin.write(`${line}\n`),
    ended: async () => {
      await closed
      return { code: child.exitCode, errors }
    },
  }
}
