import type { RefusalCode } from './refusal.ts'

/** What each refusal means, for whoever reads the reference or the audit log. */
export const refusalDocs = {
  address_blocked:
    'Too many authentications from this address have failed; nothing of the request was looked at.',
  credentials_missing: 'The request shows no token that the guard would read.',
  credentials_ambiguous:
    'The request shows two tokens, or a header twice: two readers could take different ones.',
  token_invalid: 'The token is not one that is valid here, or it was revoked.',
  keys_unavailable:
    "The issuer's keys cannot be had and none are cached, so that no token can be judged.",
  introspection_unavailable:
    'The issuer of opaque tokens could not be asked, or gave no usable answer about one.',
  revocation_stale: 'What has been revoked has not been heard for longer than is allowed.',
  quota_exceeded: 'The caller has made more requests than its quota in the window.',
  authentication_insufficient:
    'The token is good, but the route demands another way of signing in, or a more recent one.',
  scope_insufficient: 'The token lacks a scope that the route requires.',
  input_invalid:
    "The schema of a tool refuses a call's arguments. The MCP guard answers with a tool error in place of the status.",
  denied: 'The policy said no, or the thing asked for is not there. Both look the same.',
  policy_failed: 'The policy threw, or did not answer in time. What is not decided is denied.',
  resource_failed: 'The thing asked for could not be loaded.',
  fault: 'Something of ours broke.',
  audit_unavailable: 'What happened cannot be recorded, so nothing happens.',
} as const satisfies Readonly<Record<RefusalCode, string>>
