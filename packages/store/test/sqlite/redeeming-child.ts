import { openSqliteStore } from '@sallyport/store/sqlite'
import { sampleRedemption } from '../../src/contract/samples.ts'

// Redeems the code of each grant it is told, and prints the outcome of each.
const [file = ''] = process.argv.slice(2)
const store = openSqliteStore({ file, durability: 'process' })
process.stdout.write('ready\n')
process.stdin.once('data', (line: Buffer) => {
  void redeemAll(line.toString().trim().split(' '))
})

async function redeemAll(grantIds: readonly string[]): Promise<void> {
  for (const grantId of grantIds) {
    const outcome = await store.grants.redeemCode(sampleRedemption({ grantId }))
    process.stdout.write(`${outcome.kind}\n`)
  }
  await store.close()
  process.stdin.destroy()
}
