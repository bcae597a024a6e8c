import { join } from 'node:path'
import { after } from 'node:test'
import { slowStore, storeContract } from '@sallyport/store/contract'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { temporaryFolder } from '../test/temporary-folder.ts'

const open = () => openSqliteStore({ file: ':memory:', durability: 'process' })

storeContract('sqlite in memory, many histories', open, { propertyRuns: 1000 })

const folder = temporaryFolder()
after(() => folder.remove())
let files = 0
const openFile = () => {
  files += 1
  return openSqliteStore({ file: join(folder.path, `${files}.db`), durability: 'process' })
}

storeContract('sqlite on a file, 1 ms away', () => slowStore(openFile(), 1), { propertyRuns: 50 })
