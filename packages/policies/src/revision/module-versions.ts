import { compile, type RegoVersion } from '@sallyport/rego'
import type { Manifest } from '../bundle/parse-manifest.ts'
import { PoliciesRefused } from '../policies-refused.ts'

/**
 * The syntax of each module whose path matches a pattern of the manifest; the first by name that matches
 * counts. Patterns are OPA's: paths begin with `/`, and `*` takes in further ones.
 */
export function moduleVersions(
  paths: readonly string[],
  { fileRegoVersions }: Manifest,
): ReadonlyMap<string, RegoVersion> {
  if (fileRegoVersions.size === 0) return new Map()
  const matches = makeMatcher()
  const versions = new Map<string, RegoVersion>()
  for (const path of paths) {
    for (const [pattern, version] of fileRegoVersions) {
      if (!matches(pattern, `/${path}`) && !matches(pattern, path)) continue
      versions.set(path, version)
      break
    }
  }
  return versions
}

/** Patterns mean what they mean to `glob.match`. */
function makeMatcher(): (pattern: string, path: string) => boolean {
  const module = 'package patterns\n\nmatches := glob.match(input.pattern, null, input.path)\n'
  const policy = compile({ modules: { 'patterns.rego': module } })
  if (!policy.ok) throw new Error(String(policy))
  return (pattern, path) => {
    const outcome = policy.evaluate(
      'patterns/matches',
      { pattern, path },
      { strictBuiltinErrors: true },
    )
    if (outcome.kind === 'error') {
      throw new PoliciesRefused(
        `\`.manifest\` has a pattern ${JSON.stringify(pattern)} that cannot be used`,
      )
    }
    return outcome.kind === 'defined' && outcome.value === true
  }
}
