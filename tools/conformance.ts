import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suites } from './conformance/suites.ts'

/**
 * `npm run conformance -- SUITE [DIR]`: runs a conformance suite of others against what stands here, a line a
 * scenario. Exit code 1 if any failed, 2 for a suite that nobody knows.
 */
const name = process.argv[2] ?? ''
const parts = suites.get(name)
if (parts === undefined) {
  console.error(`there is no suite \`${name}\`: the suites are ${[...suites.keys()].join(', ')}`)
  process.exitCode = 2
} else {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  let [passed, failed] = [0, 0]
  for (const part of parts) {
    for (const outcome of await part(folder, process.argv[3])) {
      if (process.argv[4] !== '--quiet' || !outcome.passed) {
        console.log(`${outcome.passed ? 'pass' : 'FAIL'} ${outcome.name}`)
      }
      if (outcome.passed) passed += 1
      else {
        failed += 1
        console.log(outcome.output)
      }
    }
  }
  await rm(folder, { recursive: true })
  console.log(`${name}: ${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}
