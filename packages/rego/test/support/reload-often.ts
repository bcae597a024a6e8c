import { getHeapSpaceStatistics } from 'node:v8'
import { compile } from '../../src/compile.ts'

/**
 * Compiles and asks a policy a thousand times, each a little different; prints how much memory what has
 * lasted takes, early and late. The collector is left alone: when it is forced to run, V8 keeps code that it
 * would drop on its own.
 */
const lasting = { early: 0, late: 0 }
for (let round = 1; round <= 1000; round++) {
  const rules = Array.from(
    { length: 50 },
    (_, i) =>
      `allow if { input.user == "u${i}-${round}"; regex.match("^a${round}+$", input.name) }`,
  )
  const policy = compile({
    modules: { 'p.rego': ['package p', ...rules].join('\n\n') },
    data: { round },
  })
  if (!policy.ok) throw new Error(String(policy))
  policy.evaluate('p/allow', { user: `u1-${round}`, name: `a${round}` })
  policy.query(`data.round = x; x == ${round}`)
  if (round === 300) lasting.early = oldSpace()
  if (round === 1000) lasting.late = oldSpace()
}
console.log(JSON.stringify(lasting))

function oldSpace(): number {
  const spaces = getHeapSpaceStatistics()
  return spaces.find((space) => space.space_name === 'old_space')?.space_used_size ?? 0
}
