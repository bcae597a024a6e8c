import { join } from 'node:path'
import { after } from 'node:test'
import { storeContract } from '@sallyport/store/contract'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { temporaryFolder } from '../temporary-folder.ts'

const folder = temporaryFolder()
after(() => folder.remove())

let files = 0
const open = () => {
  files += 1
  return openSqliteStore({ file: join(folder.path, `${files}.db`), durability: 'process' })
}

storeContract('sqlite on a file', open, { propertyRuns: 30 })
