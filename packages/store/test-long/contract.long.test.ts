import { storeContract } from '@sallyport/store/contract'
import { openSqliteStore } from '@sallyport/store/sqlite'

const open = () => openSqliteStore({ file: ':memory:', durability: 'process' })

storeContract('sqlite in memory, many histories', open, { propertyRuns: 1000 })
