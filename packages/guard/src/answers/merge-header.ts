/**
 * What a header of an answer becomes where others have set it already.
 * Security: `*` never replaces an exact origin, next to which `Access-Control-Allow-Credentials` may
 * stand; and no `Vary` of another's is lost, without which caches mix up answers.
 */
export function mergeHeader(name: string, value: string, before: string | undefined): string {
  if (before === undefined) return value
  if (name === 'access-control-allow-origin' && value === '*') return before
  if (name !== 'vary') return value
  const fields = before.split(',').map((field) => field.trim().toLowerCase())
  return fields.includes(value.toLowerCase()) ? before : `${before}, ${value}`
}
