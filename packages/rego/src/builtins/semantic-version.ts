export interface Version {
  readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint]
  readonly preRelease: string
}

const identifiers = /^[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*$/
const core = /^([0-9]+)\.([0-9]+)\.([0-9]+)$/
const mostNumber = 2n ** 63n - 1n
const longestNumber = 10_000

/** `v1.2.3-rc.1+build`; undefined where it is no version. Numbers have at most 63 bits, as in OPA. */
export function parseVersion(text: string): Version | undefined {
  const [version, metadata] = cut(text.replace(/^v/, ''), '+')
  const [numbers, preRelease] = cut(version, '-')
  if (metadata !== '' && !identifiers.test(metadata)) return undefined
  if (preRelease !== '' && !identifiers.test(preRelease)) return undefined
  const match = numbers.length > longestNumber ? null : core.exec(numbers)
  if (match === null) return undefined
  const [major, minor, patch] = match.slice(1).map(BigInt) as [bigint, bigint, bigint]
  if (major > mostNumber || minor > mostNumber || patch > mostNumber) return undefined
  return { numbers: [major, minor, patch], preRelease }
}

/** -1, 0 or 1. */
export function compareVersions(a: Version, b: Version): number {
  for (const [i, number] of a.numbers.entries()) {
    const other = b.numbers[i] as bigint
    if (number !== other) return number < other ? -1 : 1
  }
  if (a.preRelease === b.preRelease) return 0
  if (a.preRelease === '') return 1
  if (b.preRelease === '') return -1
  return comparePreReleases(a.preRelease.split('.'), b.preRelease.split('.'))
}

/** Identifier by identifier; of two that go on alike the longer one comes after. */
function comparePreReleases(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = compareIdentifiers(a[i] as string, b[i] as string)
    if (difference !== 0) return difference
  }
  return Math.sign(a.length - b.length)
}

/** Numbers before words; numbers by value, words by their characters. */
function compareIdentifiers(a: string, b: string): number {
  const aIsNumber = /^[0-9]+$/.test(a)
  const bIsNumber = /^[0-9]+$/.test(b)
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1
  if (!aIsNumber) return a < b ? -1 : a > b ? 1 : 0
  const left = a.replace(/^0+/, '')
  const right = b.replace(/^0+/, '')
  if (left.length !== right.length) return left.length < right.length ? -1 : 1
  return left < right ? -1 : left > right ? 1 : 0
}

function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
