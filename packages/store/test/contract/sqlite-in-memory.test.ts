import { slowStore, storeContract } from '@sallyport/store/contract'
import { openSqliteStore } from '@sallyport/store/sqlite'

const open = () => openSqliteStore({ file: ':memory:', durability: 'process' })

storeContract('sqlite in memory, 1 ms away', () => slowStore(open(), 1), { propertyRuns: 20 })
