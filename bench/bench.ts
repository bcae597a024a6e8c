import { benchDecide } from './decide/decide.ts'
import { benchRevocation } from './revocation/revocation.ts'
import type { Figure } from './rounds.ts'
import { benchTokens } from './tokens/tokens.ts'

/** `npm run bench [-- NAME…] [--json]`: all benchmarks, or those named. `--json`: one object a line. */
const benchmarks: ReadonlyMap<string, () => AsyncIterable<Figure> | Iterable<Figure>> = new Map([
  ['decide', benchDecide],
  ['tokens', benchTokens],
  ['revocation', benchRevocation],
])

const json = process.argv.includes('--json')
const names = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const unknown = names.filter((name) => !benchmarks.has(name))
if (unknown.length > 0) {
  console.error(
    `there is no benchmark ${unknown.map((name) => `\`${name}\``).join(', ')}: there are ${[...benchmarks.keys()].join(', ')}`,
  )
  process.exitCode = 2
} else {
  for (const [name, run] of benchmarks) {
    if (names.length > 0 && !names.includes(name)) continue
    for await (const figure of run()) console.log(json ? JSON.stringify(figure) : line(figure))
  }
}

function line({ name, subject, value, unit }: Figure): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${name.padEnd(44)} ${subject.padEnd(36)} ${value.toFixed(digits).padStart(12)} ${unit}`
}
