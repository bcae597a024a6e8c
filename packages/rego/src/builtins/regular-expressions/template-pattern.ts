import { quoteGo } from '../../values/quote-go.ts'
import { BuiltinError } from '../builtin.ts'

/** A template with regular expressions between delimiters, as one pattern and its parts. */
export interface TemplatePattern {
  /** Matches what the whole template does. */
  readonly whole: string
  /** Each must be a regular expression of its own. */
  readonly parts: readonly string[]
}

/** `urn:<[a-z]+>:x`: what is not within the outermost delimiters stands for itself. */
export function templatePattern(template: string, start: string, end: string): TemplatePattern {
  const parts: string[] = []
  let whole = '^'
  let depth = 0
  let opened = 0
  let closed = 0
  for (let at = 0; at < template.length; at++) {
    if (template[at] === start) {
      if (depth === 0) opened = at
      depth++
    } else if (template[at] === end) {
      depth--
      if (depth < 0) break
      if (depth > 0) continue
      const part = template.slice(opened + 1, at)
      parts.push(`^${part}$`)
      whole += `${quoteMeta(template.slice(closed, opened))}(${part})`
      closed = at + 1
    }
  }
  if (depth !== 0) throw new BuiltinError(`unbalanced braces in ${quoteGo(template)}`)
  return { whole: `${whole}${quoteMeta(template.slice(closed))}$`, parts }
}

function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')
}
