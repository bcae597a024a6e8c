import { chownSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServerUser } from './server-user.ts'

/** A new folder that only the user of a server can read. */
export function serverFolder(kind: string, user?: ServerUser): string {
  const folder = mkdtempSync(join(tmpdir(), `sallyport-${kind}-`))
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  return folder
}
