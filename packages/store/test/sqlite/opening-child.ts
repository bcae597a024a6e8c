import { openSqliteStore } from '@sallyport/store/sqlite'
import { sampleEvent } from '../../src/contract/samples.ts'

// Opens the file named as soon as it is told to, writes once, and says so.
const [file = '', name = ''] = process.argv.slice(2)
process.stdout.write('ready\n')
process.stdin.once('data', () => {
  void run()
})

async function run(): Promise<void> {
  const store = openSqliteStore({ file, durability: 'process' })
  await store.audit.append([sampleEvent(name)])
  await store.close()
  process.stdout.write('written\n')
  process.stdin.destroy()
}
