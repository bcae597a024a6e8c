import { lengthOf } from '../../values/text.ts'
import { BuiltinError } from '../builtin.ts'
import { isCalendarDate } from '../calendar-date.ts'
import { checkAddress } from '../uris/check-address.ts'
import { parseUri } from '../uris/parse-uri.ts'
import { isEmailAddress } from './email-address.ts'
import { compilePattern } from './pattern.ts'

const time = /^([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:[.,][0-9]+)?(?:Z|([+-])([0-9]{2}):([0-9]{2}))?$/
const date = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/
const hostname =
  /^(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9]))*$/
const uuid = /^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/i
const pointer = /^(?:\/(?:[^~/]|~0|~1)*)*$/
const relativePointer = /^(?:0|[1-9][0-9]*)(?:#|(?:\/(?:[^~/]|~0|~1)*)*)$/
const longestHostname = 255

const formats: { readonly [format: string]: ((text: string) => boolean) | undefined } = {
  date: isDate,
  time: isTime,
  'date-time': isDateTime,
  hostname: (text) => lengthOf(text) <= longestHostname && hostname.test(text),
  email: isEmailAddress,
  'idn-email': isEmailAddress,
  ipv4: (text) => text.includes('.') && isAddress(text),
  ipv6: (text) => text.includes(':') && isAddress(text),
  uri: isUri,
  'uri-reference': (text) => uriPath(text) !== undefined,
  iri: isUri,
  'iri-reference': (text) => uriPath(text) !== undefined,
  'uri-template': isUriTemplate,
  uuid: (text) => uuid.test(text),
  regex: (text) => compilePattern(text) !== undefined,
  'json-pointer': (text) => pointer.test(text),
  'relative-json-pointer': (text) => relativePointer.test(text),
}

/** Whether a text has a format; a format that is not known fits every text. */
export function hasFormat(format: string, text: string): boolean {
  const check = Object.hasOwn(formats, format) ? formats[format] : undefined
  return check?.(text) ?? true
}

function isDate(text: string): boolean {
  const [, year = 0, month = 0, day = 0] = date.exec(text)?.map(Number) ?? []
  return isCalendarDate(year, month, day)
}

function isTime(text: string): boolean {
  const [, hour = 0, minute = 0, second = 0, , offsetHour = 0, offsetMinute = 0] = time
    .exec(text)
    ?.map((part) => Number(part ?? 0)) ?? [0, 24]
  // Go accepts offsets up to and with 24 hours and 60 minutes.
  return hour < 24 && minute < 60 && second < 60 && offsetHour <= 24 && offsetMinute <= 60
}

/** Go's library takes a date or a time alone too. */
function isDateTime(text: string): boolean {
  const [day = '', rest] = text.split('T', 2)
  if (rest === undefined) return isDate(text) || isTime(text)
  return (
    isDate(day) &&
    text.length === day.length + 1 + rest.length &&
    /[Z+-]/.test(rest) &&
    isTime(rest)
  )
}

function isAddress(text: string): boolean {
  return !text.includes('%') && succeeds(() => checkAddress(text)) !== undefined
}

function isUri(text: string): boolean {
  return uriPath(text) !== undefined && parseUri(text).scheme !== ''
}

/** Each opening brace is closed. */
function isUriTemplate(text: string): boolean {
  const path = uriPath(text)
  if (path === undefined) return false
  let open = path.indexOf('{')
  while (open >= 0) {
    const close = path.indexOf('}', open)
    if (close < 0) return false
    open = path.indexOf('{', close)
  }
  return true
}

/** Undefined where it is no URI reference. */
function uriPath(text: string): string | undefined {
  return text.includes('\\') ? undefined : succeeds(() => parseUri(text).path)
}

function succeeds<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch (error) {
    if (error instanceof BuiltinError) return undefined
    throw error
  }
}
