import { accept, refuse } from '@sallyport/protocol'
import { type OutboundPolicy, parseTarget } from '../outbound/target.ts'
import type { Check, ValueProblem } from './metadata-members.ts'
import { checkRedirectUri } from './redirect-uri.ts'

/**
 * Control and format characters that make a text look like another one: line breaks, bidirectional
 * overrides, invisible separators, tags. The joiners of Persian and of emoji stay.
 */
const DECEPTIVE =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u
const LONGEST_URI = 2048

/** A text of at most `longest` characters, as a page may show it. */
export function text(longest: number): Check<string> {
  return (value) => {
    if (typeof value !== 'string') return wrong('must be a text', value)
    if (value.trim() === '') return wrong('is empty; give it a value or leave it out')
    if (value.length > longest) return wrong(`is longer than ${longest} characters`)
    // Security: what is shown on a consent page must read as what it is (STANDARDS.md DCR-02).
    return DECEPTIVE.test(value)
      ? wrong('contains a control character; only printable text is allowed')
      : accept(value)
  }
}

/** A list of at most `most` entries, of which every wrong one is told. */
export function list<Value>(check: Check<Value>, most: number): Check<readonly Value[]> {
  return (value) => {
    if (!Array.isArray(value)) return wrong('must be a list', value)
    if (value.length > most) return wrong(`has more than ${most} entries`)
    const values: Value[] = []
    const problems: ValueProblem[] = []
    for (const [index, entry] of value.entries()) {
      const checked = check(entry)
      if (checked.ok) values.push(checked.value)
      else problems.push(...checked.refusal.map((problem) => ({ ...problem, index })))
    }
    return problems.length === 0 ? accept(values) : refuse(problems)
  }
}

/** One of a few words. */
export function word<const Word extends string>(words: readonly Word[]): Check<Word> {
  return (value) => {
    const known = words.find((candidate) => candidate === value)
    if (known !== undefined) return accept(known)
    return wrong(`must be ${words.map((w) => `\`${w}\``).join(' or ')}`, value)
  }
}

/** A whole number, both ends included. */
export function integer(least: number, most: number): Check<number> {
  return (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
      ? accept(value)
      : wrong(`must be a whole number from ${least} to ${most}`, value)
}

export const truth: Check<boolean> = (value) =>
  typeof value === 'boolean' ? accept(value) : wrong('must be `true` or `false`', value)

/** A URI that a browser may be sent back to. */
export const uri: Check<string> = (value) => {
  if (typeof value !== 'string') return wrong('must be a text', value)
  if (value.length > LONGEST_URI) return wrong(`is longer than ${LONGEST_URI} characters`)
  const checked = checkRedirectUri(value)
  return checked.ok ? accept(checked.value) : wrong(checked.refusal)
}

/** A web page or picture, which we name and never fetch. */
export function pageUri(policy: OutboundPolicy): Check<string> {
  return (value) => checkWebUri(value, policy, /#.*$/s)
}

/** An address that requests of ours go to (STANDARDS.md DCR-04). */
export function fetchedUri(policy: OutboundPolicy): Check<string> {
  return (value) => checkWebUri(value, policy)
}

function checkWebUri(value: unknown, policy: OutboundPolicy, ignored?: RegExp) {
  if (typeof value !== 'string') return wrong('must be a text', value)
  const address = ignored === undefined ? value : value.replace(ignored, '')
  const isWritten = /^[\x21-\x7e]+$/.test(value) && !/["<>\\^`{|}]/.test(value)
  return isWritten && parseTarget(address, policy) !== undefined
    ? accept(value)
    : wrong('must be an https URL without user name, in plain ASCII')
}

/** The refusal of a value; `found` may be shown to the operator. */
export function wrong(what: string, found?: unknown) {
  return refuse<readonly ValueProblem[]>([found === undefined ? { what } : { what, found }])
}
