import { join } from 'node:path'
import { checkImports } from './imports/check-imports.ts'
import { packageTable } from './imports/package-table.ts'
import { readTree } from './imports/read-tree.ts'

const tree = readTree(join(import.meta.dirname, '..'))
const wrong = checkImports(tree, packageTable)
for (const line of wrong) console.error(line)
const files = tree.packages.reduce((sum, pkg) => sum + pkg.files.length, 0)
console.log(`imports: ${files} files in ${tree.packages.length} packages, ${wrong.length} wrong`)
process.exitCode = wrong.length === 0 ? 0 : 1
