import assert from 'node:assert/strict'
import { type CompileOptions, type CompileVariants, compile } from '../../src/compile.ts'
import type { QueryOutcome } from '../../src/outcome.ts'
import type { RandomProgram } from './random-program.ts'

const variants: readonly (Pick<CompileOptions, 'emitter'> & CompileVariants)[] = [
  { emitter: 'javascript' },
  { emitter: 'closures' },
  { emitter: 'javascript', indexed: false },
  { emitter: 'javascript', earlyExit: false },
  { emitter: 'closures', indexed: false, earlyExit: false },
]

/** Evaluates a program in every way that must not change its answer; gives the answer. */
export function agree(
  { module, input, data }: RandomProgram,
  query = 'x = data.test',
): QueryOutcome {
  const [first, ...others] = variants.map(({ emitter, ...variant }) => {
    const policy = compile(
      { modules: { 'test.rego': module }, data, ...(emitter && { emitter }) },
      variant,
    )
    assert.ok(policy.ok, String(policy))
    return policy.query(query, input)
  })
  for (const other of others) assert.deepEqual(told(other), told(first), module)
  return first as QueryOutcome
}

/** Which of several conflicts is met first is nobody's business. */
function told(outcome: QueryOutcome | undefined): unknown {
  return outcome?.kind === 'error' ? { error: outcome.error.code } : outcome
}
