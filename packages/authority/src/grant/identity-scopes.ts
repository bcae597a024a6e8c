/**
 * The scopes of OpenID Connect, which mean something at the authority itself whatever the resource. A
 * client must be registered for them; every person is entitled to them.
 * @see OpenID Connect Core §3.1.2.1, §5.4, §11
 */
export const identityScopes = ['openid', 'profile', 'email', 'offline_access'] as const

export type IdentityScope = (typeof identityScopes)[number]

export function isIdentityScope(name: string): name is IdentityScope {
  return identityScopes.some((scope) => scope === name)
}
