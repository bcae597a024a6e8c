import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { findCircles } from './find-circles.ts'
import type { PackageRow, PackageTable } from './package-table.ts'
import type { ImportStatement } from './read-imports.ts'
import type { SourceFile, SourcePackage, SourceTree } from './read-tree.ts'

/**
 * Everything in the tree that breaks the direction of imports, one line each: file, line, what is
 * wrong, what is allowed. Empty: all is well.
 */
export function checkImports(tree: SourceTree, table: PackageTable): readonly string[] {
  return [
    ...tree.packages.flatMap((pkg) => checkManifest(pkg, tree, table)),
    ...tree.packages.flatMap((pkg) =>
      pkg.files.flatMap((file) =>
        file.imports.flatMap((statement) => {
          const wrong = checkStatement(statement, file, pkg, tree, table)
          return wrong === undefined ? [] : [`${file.path}:${statement.line}: ${wrong}`]
        }),
      ),
    ),
    ...checkPackageCircles(tree),
    ...tree.packages.flatMap(checkFileCircles),
  ]
}

function checkManifest(pkg: SourcePackage, tree: SourceTree, table: PackageTable): string[] {
  if (pkg.kind === 'example') return []
  const row = table.get(pkg.name)
  if (row === undefined) {
    return [`${pkg.folder}/package.json: \`${pkg.name}\` has no row in the table of packages`]
  }
  return pkg.declared
    .filter((name) =>
      isOurs(name, tree)
        ? !row.ours.some((allowed) => covers(allowed, name))
        : !row.thirdParty.includes(name),
    )
    .map((name) => `${pkg.folder}/package.json: depends on \`${name}\`; ${allowance(pkg, row)}`)
}

/** What is wrong with one import, or undefined. */
function checkStatement(
  statement: ImportStatement,
  file: SourceFile,
  pkg: SourcePackage,
  tree: SourceTree,
  table: PackageTable,
): string | undefined {
  const { specifier, form } = statement
  if (form === 'star') {
    return `re-exports everything of \`${specifier}\`; name what is exported`
  }
  if (specifier.startsWith('.')) return checkRelative(specifier, file, pkg)
  const row = table.get(pkg.name)
  if (isBuiltin(specifier)) return checkBuiltin(specifier, pkg, row)
  const name = packageName(specifier)
  if (name === pkg.name) {
    return `imports its own package as \`${specifier}\`; use a relative path`
  }
  const wrong = isOurs(name, tree)
    ? checkOurs(specifier, pkg, tree, row)
    : checkThirdParty(specifier, pkg, row)
  if (wrong !== undefined) return wrong
  return pkg.declared.includes(name)
    ? undefined
    : `imports \`${specifier}\`, which ${pkg.folder}/package.json does not declare; add \`${name}\` there`
}

function checkRelative(specifier: string, file: SourceFile, pkg: SourcePackage) {
  const target = posix.join(posix.dirname(file.path), specifier)
  return target.startsWith(`${pkg.folder}/src/`)
    ? undefined
    : `imports \`${specifier}\`, outside \`${pkg.folder}/src\`; import other packages by name`
}

function checkBuiltin(specifier: string, pkg: SourcePackage, row: PackageRow | undefined) {
  if (row?.builtins === undefined || row.builtins.includes(specifier)) return undefined
  return `imports \`${specifier}\`; of Node's modules, ${pkg.name} may import ${list(row.builtins)}`
}

function checkOurs(
  specifier: string,
  pkg: SourcePackage,
  tree: SourceTree,
  row: PackageRow | undefined,
) {
  // Examples stand above every package: each may use all of them.
  if (row !== undefined && !row.ours.some((allowed) => covers(allowed, specifier))) {
    return `imports \`${specifier}\`; ${allowance(pkg, row)}`
  }
  const owner = tree.packages.find((other) => other.name === packageName(specifier))
  if (owner === undefined || owner.entryPoints.includes(specifier)) return undefined
  return `imports \`${specifier}\`, which is no entry point; ${owner.name} exports ${list(owner.entryPoints)}`
}

function checkThirdParty(specifier: string, pkg: SourcePackage, row: PackageRow | undefined) {
  if (row === undefined || row.thirdParty.includes(packageName(specifier))) return undefined
  return `imports \`${specifier}\`; ${allowance(pkg, row)}`
}

function checkPackageCircles(tree: SourceTree): string[] {
  const names = new Set(tree.packages.map((pkg) => pkg.name))
  const graph = new Map(
    tree.packages.map((pkg) => {
      const imported = pkg.files.flatMap((file) =>
        file.imports.map((statement) => packageName(statement.specifier)),
      )
      const others = [...imported, ...pkg.declared].filter((name) => name !== pkg.name)
      return [pkg.name, [...new Set(others)].filter((name) => names.has(name))]
    }),
  )
  return findCircles(graph).map(
    (circle) => `packages in a circle: ${circle.join(' -> ')}; take one as a port`,
  )
}

function checkFileCircles(pkg: SourcePackage): string[] {
  const graph = new Map(
    pkg.files.map((file) => [
      file.path,
      file.imports
        .filter((statement) => statement.specifier.startsWith('.'))
        .map((statement) => posix.join(posix.dirname(file.path), statement.specifier)),
    ]),
  )
  return findCircles(graph).map(
    ([first = '', ...rest]) =>
      `${first}: files in a circle: ${[first, ...rest].map((path) => path.slice(pkg.folder.length + 5)).join(' -> ')}; move what both need into a third`,
  )
}

function isOurs(name: string, tree: SourceTree): boolean {
  return name.startsWith('@sallyport/') || tree.packages.some((pkg) => pkg.name === name)
}

/** `@scope/name/sub` -> `@scope/name`, `name/sub` -> `name`. */
function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** Whether an entry of the table allows a specifier. */
function covers(allowed: string, specifier: string): boolean {
  if (!allowed.endsWith('/*')) return specifier === allowed
  return specifier === allowed.slice(0, -2) || specifier.startsWith(allowed.slice(0, -1))
}

function allowance(pkg: SourcePackage, row: PackageRow): string {
  return `${pkg.name} may import of ours ${list(row.ours)}, of others ${list(row.thirdParty)}`
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.map((name) => `\`${name}\``).join(', ')
}
