/** Rejects, with what to install, where one of the optional packages is not there. */
export async function requireDrivers(names: readonly string[]): Promise<void> {
  const missing: string[] = []
  for (const name of names) {
    try {
      await import(name)
    } catch (error) {
      if (!isMissing(error)) throw error
      missing.push(name)
    }
  }
  if (missing.length === 0) return
  throw new Error(
    `a store on Redis and PostgreSQL needs packages that are not installed: npm install ${missing.join(' ')}`,
  )
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
}
