import { writeSync } from 'node:fs'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { sampleRotation } from '../../src/contract/samples.ts'

// Rotates the family of the file for ever, and prints each generation once it is acknowledged.
const [file = ''] = process.argv.slice(2)
const store = openSqliteStore({ file, durability: 'power' })
const grant = await store.grants.find('grant-1')
let generation = grant?.family?.generation ?? 0
for (;;) {
  const outcome = await store.grants.rotate(sampleRotation(generation))
  if (outcome.kind !== 'rotated') throw new Error(`the family of the test is ${outcome.kind}`)
  generation += 1
  writeSync(1, `${generation}\n`)
}
