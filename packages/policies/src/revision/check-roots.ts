import { isWithin, type Manifest } from '../bundle/parse-manifest.ts'
import { PoliciesRefused } from '../policies-refused.ts'

/** Checks that nothing is defined outside of the roots that the manifest claims. */
export function checkRoots(
  { roots, wasm }: Manifest,
  packages: ReadonlyMap<string, readonly string[]>,
  data: object,
): void {
  const isInside = (path: string) => roots.some((root) => isWithin(root, path))
  const refuse = (what: string) => {
    const named = roots.map((root) => `\`${root}\``).join(', ')
    throw new PoliciesRefused(`${what} is outside of the roots of \`.manifest\`: ${named}`)
  }
  for (const [file, path] of packages) {
    if (!isInside(path.join('/'))) refuse(`package \`${path.join('.')}\` of \`${file}\``)
  }
  for (const { entrypoint } of wasm) {
    if (!isInside(entrypoint)) refuse(`the entry point \`${entrypoint}\``)
  }
  const check = (value: unknown, path: string): void => {
    if (isInside(path)) return
    const leadsToRoot = path === '' || roots.some((root) => isWithin(path, root))
    if (!leadsToRoot || typeof value !== 'object' || value === null || Array.isArray(value)) {
      refuse(`\`data.${path.replaceAll('/', '.')}\``)
      return
    }
    for (const [name, inner] of Object.entries(value)) {
      check(inner, path === '' ? name : `${path}/${name}`)
    }
  }
  check(data, '')
}
