import type { Configuration, ConfiguredResource } from '../configuration/configuration.ts'

/** What the operator API calls what it lets be done, by scope, in plain words for the consent page. */
const scopeDescriptions: ReadonlyMap<string, string> = new Map([
  ['operator:revoke', 'revoke the tokens, sessions and grants of anybody'],
])

/** Every scope of the operator API. */
export const operatorScopes: readonly string[] = [...scopeDescriptions.keys()]

/** The operator API's identifier: where it is, and the `aud` of its tokens. */
export function operatorIdentifier(issuer: string): string {
  return `${issuer}/admin`
}

/** The operator API as one of the APIs that tokens are for; none where it is off. */
export function operatorResources(
  { operator, accessTokens }: Configuration,
  issuer: string,
): readonly ConfiguredResource[] {
  if (operator === undefined) return []
  const identifier = operatorIdentifier(issuer)
  const scopes = operatorScopes
  return [{ identifier, scopes, scopeDescriptions, accessTokens, introspectedBy: [] }]
}
