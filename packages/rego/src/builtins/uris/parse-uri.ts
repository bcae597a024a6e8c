import { quoteGo } from '../../values/quote-go.ts'
import { BuiltinError } from '../builtin.ts'
import { percentDecode, percentEncode } from '../encoding/percent-encoding.ts'
import { parseHost } from './parse-host.ts'

/** The parts of a URI; what it lacks is "". */
export interface Uri {
  readonly scheme: string
  readonly hostname: string
  readonly port: string
  /** Decoded. */
  readonly path: string
  /** As it was written. */
  readonly rawPath: string
  readonly rawQuery: string
  /** Decoded. */
  readonly fragment: string
}

const control = /[\u0000-\u001f\u007f]/
const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/
const plainInPath = /[A-Za-z0-9$&+,\-./:;=@_~]/

/**
 * Takes a URI or a relative reference apart as Go's `url.Parse` does. Throws BuiltinError with its words:
 * `parse "http://[::1": missing ']' in host`.
 */
export function parseUri(text: string): Uri {
  const [main, fragment] = cut(text, '#')
  const parts = inContext(main, () => parseMain(main))
  return { ...parts, fragment: inContext(text, () => percentDecode(fragment)) }
}

function inContext<T>(text: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof BuiltinError)) throw error
    throw new BuiltinError(`parse ${quoteGo(text)}: ${error.message}`)
  }
}

function parseMain(text: string): Omit<Uri, 'fragment'> {
  const empty = { scheme: '', hostname: '', port: '', path: '', rawPath: '', rawQuery: '' }
  if (control.test(text)) {
    throw new BuiltinError('net/url: invalid control character in URL')
  }
  if (text === '*') return { ...empty, path: '*', rawPath: '*' }
  if (text.startsWith(':')) throw new BuiltinError('missing protocol scheme')
  const found = scheme.exec(text)?.[1] ?? ''
  const [rest, rawQuery] = cut(found === '' ? text : text.slice(found.length + 1), '?')
  const parts = { ...empty, scheme: found.toLowerCase(), rawQuery }
  if (!rest.startsWith('/')) {
    // With a scheme it is opaque: `mailto:a@b`.
    if (found !== '') return parts
    if (cut(rest, '/')[0].includes(':')) {
      throw new BuiltinError('first path segment in URL cannot contain colon')
    }
  }
  if (!rest.startsWith('//') || (found === '' && rest.startsWith('///'))) {
    return { ...parts, ...parsePath(rest) }
  }
  const slash = rest.indexOf('/', 2)
  const end = slash < 0 ? rest.length : slash
  const authority = parseAuthority(rest.slice(2, end))
  return { ...parts, ...authority, ...parsePath(rest.slice(end)) }
}

function parsePath(text: string): Pick<Uri, 'path' | 'rawPath'> {
  const path = percentDecode(text)
  // Where the path is written in the usual way, Go keeps no second form of it.
  const rawPath = percentEncode(path, plainInPath) === text ? path : text
  return { path, rawPath }
}

function parseAuthority(text: string): Pick<Uri, 'hostname' | 'port'> {
  const at = text.lastIndexOf('@')
  const host = parseHost(text.slice(at + 1))
  if (at >= 0) checkUserInfo(text.slice(0, at))
  const [, before = host, port = ''] = /^(.*):([0-9]*)$/s.exec(host) ?? []
  const bracketed = before.startsWith('[') && before.endsWith(']')
  return { hostname: bracketed ? before.slice(1, -1) : before, port }
}

function checkUserInfo(text: string): void {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(text)) {
    throw new BuiltinError('net/url: invalid userinfo')
  }
  for (const part of cut(text, ':')) percentDecode(part)
}

/** Before and after the first `separator`. */
function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)]
}
