import { PoliciesRefused } from '../policies-refused.ts'

/**
 * The path of a file within a bundle, as its signature and manifest spell it: `roles/data.json`. Archives
 * begin them with `/`, `./` or neither.
 *
 * Security: `..`, `\` and control characters are refused, so that no path means a place outside, or
 * another one to another reader.
 */
export function entryPath(name: string): string {
  const path = name.replace(/^\.?\/+/, '')
  const isPlain =
    path.length > 0 &&
    path.length <= 1024 &&
    !/[\\\p{Cc}]/u.test(path) &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  if (!isPlain) {
    throw new PoliciesRefused(
      `the bundle has a file ${JSON.stringify(name.slice(0, 100))}, which is no path within it`,
    )
  }
  return path
}
