import { resolveScalar } from './resolve-scalar.ts'

export type ScalarStyle = 'plain' | 'single quoted' | 'double quoted' | 'literal'

/** What a text is like, as far as it decides how YAML can write it. */
export interface ScalarTraits {
  /** It holds a line break of any kind. */
  readonly multiline: boolean
  readonly plain: boolean
  readonly singleQuoted: boolean
  readonly literal: boolean
}

const sixties = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/
/** Characters that are not written as they are. */
const special = /[^\n -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/
const indicator = /^(?:[#,[\]{}&*!|>'"%@`]|---|\.\.\.|[?:-](?:[ \t\n\r\u0085\u2028\u2029]|$))/
const inside = /.:(?:[ \t\n\r\u0085\u2028\u2029]|$)|[ \t\n\r\u0085\u2028\u2029]#/s
const breaks = '\\n\\r\\u0085\\u2028\\u2029'
const anyBreak = new RegExp(`[${breaks}]`)
const atEnds = new RegExp(`^[ ${breaks}]|[ ${breaks}]$`)
const breakSpace = new RegExp(`[${breaks}] `)
const spaceBreak = new RegExp(` [${breaks}]`)

export function traitsOf(text: string): ScalarTraits {
  if (text === '') return { multiline: false, plain: true, singleQuoted: true, literal: false }
  const multiline = anyBreak.test(text)
  const quoted = special.test(text) || spaceBreak.test(text)
  const indicated = indicator.test(text) || inside.test(text)
  return {
    multiline,
    plain: !(quoted || multiline || indicated || atEnds.test(text)),
    singleQuoted: !(quoted || breakSpace.test(text)),
    literal: !(quoted || text.endsWith(' ')),
  }
}

/** How a text is written, in the place of a key or elsewhere. */
export function styleOf(text: string, traits: ScalarTraits, simpleKey: boolean): ScalarStyle {
  if (text.includes('\n')) return traits.literal && !simpleKey ? 'literal' : 'double quoted'
  const meansText = resolveScalar(text).tag === '!!str' && !sixties.test(text)
  if (!meansText || (simpleKey && traits.multiline)) return 'double quoted'
  if (traits.plain && !(text === '' && simpleKey)) return 'plain'
  return traits.singleQuoted ? 'single quoted' : 'double quoted'
}
