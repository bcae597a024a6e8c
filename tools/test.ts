import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { groupTests } from './group-tests.ts'
import { installChromium } from './install-chromium.ts'
import { startTestServers } from './servers/start-test-servers.ts'

/**
 * `node tools/test.ts [--long] [WORD…]`: runs the tests, all or those whose path holds one of the
 * words, and closes with one line of counts. Exit code 1 if any failed or no file has such a path.
 */
const words = process.argv.slice(2).filter((word) => word !== '--long')
const long = process.argv.includes('--long')

const patterns = long
  ? ['{packages,examples}/*/test-long/**/*.long.test.ts', 'test-long/**/*.long.test.ts']
  : ['{test,tools}/**/*.test.ts', '{packages,examples}/*/test/**/*.test.ts']
const testTimeoutMs = long ? 900_000 : 120_000
/** What has not ended by then is stopped and counts as failed: a file that keeps a server open. */
const runTimeoutMs = long ? 3_600_000 : 900_000

const root = join(import.meta.dirname, '..')
const cache = join(root, 'node_modules/.cache/sallyport-tests')
// In the order of the patterns: what starts servers and browsers first, so that no core idles at the end.
const files = patterns
  .flatMap((pattern) => globSync(pattern, { cwd: root }).sort())
  .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
  .map((path) => join(root, path))

if (files.length === 0 && words.length > 0) {
  console.error(`no test file has a path with ${words.map((word) => `\`${word}\``).join(' or ')}`)
  process.exitCode = 1
} else {
  installChromium()
  const stopServers = await startTestServers(files)
  try {
    await runTests()
  } finally {
    await stopServers()
  }
}

/** Long tests that hold Sallyport to a time have the machine for themselves, after all others. */
function isTimed(path: string): boolean {
  return path.endsWith('.timed.long.test.ts')
}

async function runTests(): Promise<void> {
  // Most processes load the same sources.
  process.env.NODE_COMPILE_CACHE ??= join(cache, 'compiled')
  const started = performance.now()
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const skipReasons = new Map<string, number>()
  const grouped =
    words.length === 0 && !long ? [...groupTests(files, join(cache, 'groups'))] : files
  const [together, alone] = [false, true].map((isAlone) =>
    grouped.filter((path) => isAlone === isTimed(path)),
  )
  for (const [these = [], concurrency] of [
    // One more than there are cores: some wait for a server, or for time to pass.
    [together, availableParallelism() + 1],
    [alone, 1],
  ] as const) {
    if (these.length === 0) continue
    const events = run({
      files: these,
      concurrency,
      timeout: testTimeoutMs,
      signal: AbortSignal.timeout(runTimeoutMs),
      cwd: root,
    })
    events.on('test:pass', ({ skip }) => {
      if (typeof skip === 'string') skipReasons.set(skip, (skipReasons.get(skip) ?? 0) + 1)
    })
    events.on('test:summary', ({ file, counts: seen }) => {
      if (file !== undefined) return
      counts.passed += seen.passed
      counts.failed += seen.tests - seen.passed - seen.skipped - seen.todo
      counts.skipped += seen.skipped
    })
    const report = events.compose(spec)
    report.pipe(process.stdout, { end: false })
    await finished(report)
  }
  for (const [reason, times] of skipReasons) console.log(`skipped ${times}: ${reason}`)
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(
    `${long ? 'long tests' : 'tests'} of ${files.length} files in ${seconds} s: ` +
      `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
  )
  process.exitCode = counts.failed === 0 ? 0 : 1
}
