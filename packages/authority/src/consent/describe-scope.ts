import type { AuthorityOptions } from '../authority-options.ts'
import { type IdentityScope, isIdentityScope } from '../grant/identity-scopes.ts'

/** A scope as a person is shown it. */
export interface DescribedScope {
  readonly name: string
  /** What it means; absent where nobody has said it. */
  readonly words?: string
}

/** Describes scopes at the resources that are asked for, each in the words of the first that has some. */
export function describeScope(
  scope: readonly string[],
  resources: readonly string[],
  options: Pick<AuthorityOptions, 'resources'>,
): readonly DescribedScope[] {
  const asked = options.resources.filter(({ identifier }) => resources.includes(identifier))
  return scope.map((name) => {
    const words = isIdentityScope(name)
      ? identityWords[name]
      : asked.map((resource) => resource.scopeDescriptions?.get(name)).find(isGiven)
    return words === undefined ? { name } : { name, words }
  })
}

const identityWords: Readonly<Record<IdentityScope, string>> = {
  openid: 'know who you are',
  profile: 'see your name',
  email: 'see your e-mail address',
  offline_access: 'act for you while you are away',
}

function isGiven(words: string | undefined): words is string {
  return words !== undefined
}
