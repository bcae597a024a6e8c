import {
  type AuditEventType,
  type AuditFact,
  type AuditOutcome,
  accept,
  auditEventTypes,
  looksLikeToken,
  type Result,
  refuse,
} from '@sallyport/protocol'
import { cutTo, escapeUnprintable } from './escape-unprintable.ts'
import { type AuditEventDoc, auditEventDocs } from './event-docs.ts'

/** Why a fact is refused: a closed list. */
export type AuditFactProblem =
  | 'not_an_object'
  | 'unknown_type'
  | 'wrong_outcome'
  | 'unknown_field'
  | 'missing_field'
  | 'wrong_shape'
  | 'looks_like_a_token'

/** `field` is the name of a field of the schema, never a value. Absent where none is concerned. */
export interface AuditFactRefusal {
  readonly problem: AuditFactProblem
  readonly field?: string
}

type Checked<Value> = Result<Value, AuditFactRefusal>

const maxReasons = 16
const maxLength = 256
const maxScopeLength = 2048

/**
 * Checks a fact against the closed schema of `auditEventDocs`, and answers a frozen copy: unprintable
 * characters escaped, texts cut to 256 characters (`scope` to 2,048, `reasons` to 16). Refused are
 * unknown types, outcomes and fields, wrong shapes, and whatever looks like a token. An undefined field
 * is an absent one.
 *
 * Security: text of a caller is escaped and cut, not refused, so that nobody keeps an act out of the
 * log by the way they spell it; what looks like a token is refused, so that the log is never worth
 * stealing. Callers pass untrusted text through `fitForAudit` first.
 */
export function checkAuditFact(fact: unknown): Checked<AuditFact> {
  if (typeof fact !== 'object' || fact === null) return refuse({ problem: 'not_an_object' })
  const given = new Map(Object.entries(fact).filter(([, value]) => value !== undefined))
  const type = auditEventTypes.find((known) => known === given.get('type'))
  if (type === undefined) return refuse({ problem: 'unknown_type', field: 'type' })
  const doc: AuditEventDoc = auditEventDocs[type]
  const outcome = doc.outcomes.find((known) => known === given.get('outcome'))
  if (outcome === undefined) return refuse({ problem: 'wrong_outcome', field: 'outcome' })
  if (!given.has('requestId')) return refuse({ problem: 'missing_field', field: 'requestId' })
  return checkFields(type, outcome, doc, given)
}

function checkFields(
  type: AuditEventType,
  outcome: AuditOutcome,
  doc: AuditEventDoc,
  given: ReadonlyMap<string, unknown>,
): Checked<AuditFact> {
  const checked = new Map<string, unknown>()
  for (const [name, value] of given) {
    if (name === 'type' || name === 'outcome') continue
    const isKnown = name === 'requestId' || doc.fields.some((field) => field === name)
    if (!isKnown) return refuse({ problem: 'unknown_field', field: nameToShow(name) })
    const result = checkField(name, value)
    if (!result.ok) return result
    checked.set(name, result.value)
  }
  return accept(Object.freeze({ type, outcome, ...Object.fromEntries(checked) }) as AuditFact)
}

function checkField(name: string, value: unknown): Checked<unknown> {
  if (name === 'resource') return checkResource(value)
  if (name === 'reasons') return checkReasons(value)
  return checkText(name, value, name === 'scope' ? maxScopeLength : maxLength)
}

function checkText(field: string, value: unknown, limit = maxLength): Checked<string> {
  if (typeof value !== 'string') return refuse({ problem: 'wrong_shape', field })
  if (looksLikeToken(value)) return refuse({ problem: 'looks_like_a_token', field })
  return accept(cutTo(escapeUnprintable(cutTo(value, limit)), limit))
}

function checkResource(value: unknown): Checked<AuditFact['resource']> {
  if (typeof value !== 'object' || value === null) {
    return refuse({ problem: 'wrong_shape', field: 'resource' })
  }
  const given = new Map(Object.entries(value).filter(([, part]) => part !== undefined))
  for (const name of given.keys()) {
    if (name !== 'type' && name !== 'id') {
      return refuse({ problem: 'unknown_field', field: `resource.${nameToShow(name)}` })
    }
  }
  const type = checkText('resource.type', given.get('type'))
  if (!type.ok) return type
  if (!given.has('id')) return accept(Object.freeze({ type: type.value }))
  const id = checkText('resource.id', given.get('id'))
  return id.ok ? accept(Object.freeze({ type: type.value, id: id.value })) : id
}

function checkReasons(value: unknown): Checked<readonly string[]> {
  if (!Array.isArray(value)) return refuse({ problem: 'wrong_shape', field: 'reasons' })
  const reasons: string[] = []
  const kept = value.length > maxReasons ? maxReasons - 1 : value.length
  for (const reason of value.slice(0, kept)) {
    const result = checkText('reasons', reason)
    if (!result.ok) return result
    reasons.push(result.value)
  }
  if (value.length > kept) reasons.push(`… ${value.length - kept} more`)
  return accept(Object.freeze(reasons))
}

/** A field's name that may itself be a mistake: shown only where it looks like a name. */
function nameToShow(name: string): string {
  return /^[A-Za-z_]{1,32}$/.test(name) ? name : '?'
}
