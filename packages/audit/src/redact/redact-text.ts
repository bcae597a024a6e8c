import { startOfJwt } from '@sallyport/protocol'
import { redactParameters } from './redact-parameters.ts'
import { redaction } from './redaction.ts'

/**
 * Replaces what is, or looks like, a secret in text by `[redacted]`, and leaves the rest as it is:
 * values of parameters with sensitive names, credentials after `Bearer`, `Basic` or `DPoP`, passwords in
 * URLs, private keys in PEM, JWTs, and unbroken base64url runs of 43 characters (256 bits) or more.
 * Never throws; takes time linear in the text. A short secret without such a context cannot be
 * recognised.
 */
export function redactText(text: string): string {
  let result = text
  for (const step of steps) result = step(result)
  return result
}

/** Context before shape: a value is judged as a whole before a part of it could be replaced. */
const steps: readonly ((text: string) => string)[] = [
  redactPrivateKeys,
  redactParameters,
  redactCredentials,
  redactPasswordsInUrls,
  redactJwts,
  redactLongRuns,
]

const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,60}-----|$)/g

function redactPrivateKeys(text: string): string {
  return text.replace(PRIVATE_KEY, redaction)
}

const CREDENTIALS = /\b(Bearer|Basic|DPoP)([ \t]{1,8}|%20|\+)([^\s"'`,;<>&()[\]]+)/gi

/** What follows the name of a scheme in prose or in a challenge (RFC 9110 §11.6.1). */
const NOT_CREDENTIALS =
  /^(?:(?:realm|error|error_description|scope|resource_metadata|algs|charset)=.*|(?:tokens?|auth|authentication|authorization|schemes?|challenges?|credentials?|headers?|proofs?|keys?|nonces?|bindings?|bound|jkt|is|was|and|or|not|only|for|with)[.:!?]*)$/i

function redactCredentials(text: string): string {
  return text.replace(CREDENTIALS, (whole, scheme: string, gap: string, rest: string) => {
    if (NOT_CREDENTIALS.test(rest)) return whole
    if (/^basic$/i.test(scheme) && isOrdinaryWord(rest)) return whole
    return `${scheme}${gap}${redaction}`
  })
}

/** "basic" is an adjective too; what follows the scheme is base64 of a name, a colon and a password. */
function isOrdinaryWord(word: string): boolean {
  return /^[a-z]{1,20}[.:!?]*$/.test(word) && !atobOrEmpty(word).includes(':')
}

function atobOrEmpty(text: string): string {
  try {
    return atob(text)
  } catch {
    return ''
  }
}

function redactPasswordsInUrls(text: string): string {
  return text.replace(/(:\/\/[^\s/:@"'<>]{0,256}:)[^\s/@"'<>]{1,1024}@/g, `$1${redaction}@`)
}

function redactJwts(text: string): string {
  return text.replace(/[A-Za-z0-9_.-]{13,}/g, (run) => {
    const start = startOfJwt(run)
    return start === -1 ? run : `${run.slice(0, start)}${redaction}`
  })
}

function redactLongRuns(text: string): string {
  // A line of dashes is a ruler, not a secret.
  return text.replace(/[A-Za-z0-9_-]{43,}/g, (run) => (/^[-_]+$/.test(run) ? run : redaction))
}
