import type { AuditEventType, AuditFact, AuditOutcome } from '@sallyport/protocol'

/** A field that a type of event may carry besides `type`, `outcome` and `requestId`. */
export type AuditField = Exclude<keyof AuditFact, 'type' | 'outcome' | 'requestId'>

/** What one type of event says. */
export interface AuditEventDoc {
  /** One sentence for the operator who reads the log. */
  readonly meaning: string
  readonly outcomes: readonly AuditOutcome[]
  readonly fields: readonly AuditField[]
  /** What `reasons` hold, where there are any. */
  readonly reasons?: string
}

const who = ['subject', 'clientId', 'address'] as const
const grant = [...who, 'grantId', 'sessionId', 'scope', 'resource', 'reasons'] as const
const token = [...grant, 'issuer', 'tokenId', 'action'] as const
const change = [...who, 'action', 'resource', 'scope', 'reasons'] as const

/** The closed schema of the audit log: every type of event, its outcomes and its fields. */
export const auditEventDocs = {
  'sign_in.succeeded': {
    meaning: 'A person proved who they are, and a session began.',
    outcomes: ['success'],
    fields: [...who, 'sessionId', 'reasons'],
    reasons: 'The factors used.',
  },
  'sign_in.failed': {
    meaning: 'A sign-in was tried with a wrong password, an unknown or a disabled account.',
    outcomes: ['refused'],
    fields: [...who, 'sessionId', 'reasons'],
    reasons: 'A closed code; the person is shown the same answer for all of them.',
  },
  'sign_in.limited': {
    meaning: 'A sign-in was refused unseen: too many failures of the account or the address.',
    outcomes: ['refused'],
    fields: [...who, 'sessionId', 'reasons'],
    reasons: 'Which back-off refused.',
  },
  'session.ended': {
    meaning: 'A session ended: signed out, expired, revoked or replaced.',
    outcomes: ['success'],
    fields: [...who, 'sessionId', 'reasons'],
    reasons: 'Why it ended.',
  },
  'logout.refused': {
    meaning: 'A request to sign a person out was refused: it is not what it says it is.',
    outcomes: ['refused'],
    fields: [...who, 'reasons'],
    reasons: 'Which check failed.',
  },
  'logout.delivered': {
    meaning: 'A client was told that a session it took part in has ended.',
    outcomes: ['success'],
    fields: [...who, 'sessionId'],
  },
  'logout.undelivered': {
    meaning: 'A client could not be told that a session has ended, however often it was tried.',
    outcomes: ['refused'],
    fields: [...who, 'sessionId', 'reasons'],
    reasons: 'What became of the last try.',
  },
  'authorization.refused': {
    meaning: 'An authorization request was refused before any person was asked.',
    outcomes: ['refused'],
    fields: grant,
    reasons: 'The OAuth error code, or the step that refused.',
  },
  'consent.granted': {
    meaning: 'A person, or a rule in their place, allowed a client what it asked for.',
    outcomes: ['success'],
    fields: grant,
    reasons: 'How consent was given, where no form was shown.',
  },
  'consent.denied': {
    meaning: 'A person refused a client what it asked for.',
    outcomes: ['refused'],
    fields: grant,
    reasons: 'A closed code.',
  },
  'consent.withdrawn': {
    meaning: 'A person took back what they had allowed a client; what was live of it is revoked.',
    outcomes: ['success'],
    fields: grant,
  },
  'code.issued': {
    meaning: 'An authorization code was issued, and a grant began.',
    outcomes: ['success'],
    fields: grant,
  },
  'code.refused': {
    meaning:
      'An authorization code was presented that is unknown, expired or not for this request.',
    outcomes: ['refused'],
    fields: grant,
    reasons: 'Which check failed.',
  },
  'code.replayed': {
    meaning: 'A code already redeemed was presented again, correctly: its grant was revoked.',
    outcomes: ['refused'],
    fields: grant,
    reasons: 'What ended with it.',
  },
  'client_authentication.failed': {
    meaning: 'A client could not prove who it is.',
    outcomes: ['refused'],
    fields: [...who, 'action', 'reasons'],
    reasons: 'Which check failed.',
  },
  'token.issued': {
    meaning: 'An access token was issued, with a refresh token where the grant has one.',
    outcomes: ['success'],
    fields: token,
  },
  'token.refreshed': {
    meaning: 'A refresh token was exchanged for its successor and a new access token.',
    outcomes: ['success'],
    fields: token,
    reasons:
      'Whether it was the current token, one just used, or one that two requests used at once.',
  },
  'token.refused': {
    meaning: 'A token request was refused, for another cause than its code.',
    outcomes: ['refused'],
    fields: token,
    reasons: 'The OAuth error code, or which check failed.',
  },
  'token.reused': {
    meaning:
      'A refresh token of an older generation, or from another device, was presented: its family and grant ended.',
    outcomes: ['refused'],
    fields: token,
    reasons: 'Which of the two it was.',
  },
  'token.revoked': {
    meaning:
      'A token, session, grant, client, person, or everything issued so far was revoked. Over the operator API `subject` and `client` are who did it, and `resource` is what was revoked.',
    outcomes: ['success', 'refused'],
    fields: token,
    reasons: 'What was revoked and why, or why it was not.',
  },
  'authentication.refused': {
    meaning:
      'An API request had no access token that is valid here, or its person must sign in otherwise.',
    outcomes: ['refused'],
    fields: token,
    reasons: 'Which check failed; the caller is not told.',
  },
  'decision.allowed': {
    meaning: 'An API request had the scopes it needs, and the policy allowed it.',
    outcomes: ['success'],
    fields: token,
    reasons: "The policy's own words.",
  },
  'decision.denied': {
    meaning:
      'An API request lacked a scope, the policy denied it, or a tool refused the arguments.',
    outcomes: ['refused'],
    fields: token,
    reasons: "The policy's own words, or a closed code.",
  },
  'limit.hit': {
    meaning: 'A request was refused because there were too many before it.',
    outcomes: ['refused'],
    fields: token,
    reasons:
      'Which limit. Told once in a minute for each address; `times_n` says how many refusals it stands for.',
  },
  'user.changed': {
    meaning: 'A user was added, changed, disabled, or given a new password.',
    outcomes: ['success', 'refused'],
    fields: change,
    reasons: 'What changed, never to which value.',
  },
  'user.blocked': {
    meaning: 'A user was locked out for a while, and everything issued to them was revoked.',
    outcomes: ['success'],
    fields: grant,
    reasons: 'What it followed on.',
  },
  'client.changed': {
    meaning: 'A client was added, changed or disabled.',
    outcomes: ['success', 'refused'],
    fields: change,
    reasons: 'What changed, never to which value.',
  },
  'key.changed': {
    meaning: 'A signing key was added, rotated, withdrawn or sealed anew.',
    outcomes: ['success', 'refused'],
    fields: change,
    reasons: 'What changed.',
  },
  fault: {
    meaning: 'Something of ours broke or could not be reached; the request was refused.',
    outcomes: ['fault'],
    fields: token,
    reasons: 'A closed code of what failed; the operational log has the details.',
  },
} as const satisfies Record<AuditEventType, AuditEventDoc>
