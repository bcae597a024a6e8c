/**
 * One text for values of JSON that mean the same: names in order, nothing between. Values that differ
 * never share one, not even numbers too large to hold, which `JSON.stringify` makes null.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([name, part]) => `${JSON.stringify(name)}:${canonicalJson(part)}`,
    )
    return `{${members.sort().join()}}`
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
