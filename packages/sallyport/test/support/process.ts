import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

export const bin = fileURLToPath(new URL('../../bin/sallyport.js', import.meta.url))

/** `sallyport` in a process of its own, and what it has printed so far. */
export interface RunningCommand {
  readonly child: ChildProcess
  readonly printed: () => { readonly out: string; readonly err: string }
  /** Resolves once stdout or stderr matches; rejects with what was printed if it ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>
  /** Resolves with the exit code, or the name of the signal that ended it. */
  ended(): Promise<number | string>
}

/** Starts it as a user would: `bin/sallyport.js` on this Node, no conditions, no loader. */
export function startCommand(
  t: TestContext,
  folder: string,
  argv: readonly string[],
  command: readonly string[] = [process.execPath, bin],
): RunningCommand {
  const [file = '', ...first] = command
  const { NODE_OPTIONS: _, ...env } = process.env
  const child = spawn(file, [...first, ...argv], { cwd: folder, env })
  t.after(() => child.kill('SIGKILL'))
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const exit = once(child, 'close').then(([code, signal]): number | string => code ?? signal)
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(out) ?? pattern.exec(err)
      if (match !== null) return match
      const more = [once(child.stdout, 'data'), once(child.stderr, 'data')]
      const code = await Promise.race([...more.map((one) => one.then(() => undefined)), exit])
      if (code !== undefined && !pattern.test(out) && !pattern.test(err)) {
        throw new Error(`ended with ${code} before ${pattern}:\n${out}\n${err}`)
      }
    }
  }
  return { child, printed: () => ({ out, err }), until, ended: () => exit }
}

/** Runs it to its end, with `stdin` as its whole input. */
export async function runProcess(
  t: TestContext,
  folder: string,
  argv: readonly string[],
  stdin = '',
): Promise<{ readonly code: number | string; readonly out: string; readonly err: string }> {
  const running = startCommand(t, folder, argv)
  running.child.stdin?.on('error', () => {}).end(stdin)
  const code = await running.ended()
  return { code, ...running.printed() }
}
