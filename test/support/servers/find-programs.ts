import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The path of a Redis or Valkey server on this machine; undefined: none. */
export function findRedis(): string | undefined {
  return findProgram('redis-server', []) ?? findProgram('valkey-server', [])
}

/** The programs of a PostgreSQL on this machine, both of one version; undefined: none. */
export function findPostgres(): { readonly initdb: string; readonly postgres: string } | undefined {
  // Debian keeps them off the path, a folder a version.
  const debian = '/usr/lib/postgresql'
  const versions = list(debian).sort((a, b) => Number(b) - Number(a))
  const folders = [...pathFolders(), ...versions.map((version) => join(debian, version, 'bin'))]
  const folder = folders.find(
    (it) => isProgram(join(it, 'initdb')) && isProgram(join(it, 'postgres')),
  )
  if (folder === undefined) return undefined
  return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }
}

function findProgram(name: string, more: readonly string[]): string | undefined {
  return [...pathFolders(), ...more].map((folder) => join(folder, name)).find(isProgram)
}

function pathFolders(): readonly string[] {
  const named = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return [...named, '/usr/local/bin', '/usr/bin']
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
