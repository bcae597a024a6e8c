import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

// The suite exports nothing, so that its program is found where npm puts it.
const suite = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
)

interface ScenarioResult {
  readonly passed: boolean
  /** What the suite printed. */
  readonly output: string
}

/**
 * Runs the MCP conformance suite with these arguments, in a process of its own; `onOutput` is told what it
 * has printed so far, each time that is more, and `signal` ends it early.
 */
export async function runScenario(
  args: readonly string[],
  onOutput: (output: string) => void = () => {},
  signal?: AbortSignal,
): Promise<ScenarioResult> {
  const child = spawn(process.execPath, [suite, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  })
  // An early end is told as an error beside the close.
  child.on('error', () => {})
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      onOutput(Buffer.concat(chunks).toString())
    })
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { passed: code === 0, output: Buffer.concat(chunks).toString() }
}
