import { Composer, type Document, type Node, Parser, type YAMLWarning } from 'yaml'
import { BuiltinError } from '../builtin.ts'

/** Characters that a YAML text may hold. */
const allowed = /^[\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u

/** The nodes of the first document in a text; null for an empty one. Throws BuiltinError. */
export function parseYamlNodes(text: string): Node | null {
  if (!allowed.test(text)) throw wrong('control characters are not allowed')
  const document = compose(text)
  if (document === undefined) return null
  const [error] = [...document.errors, ...document.warnings.filter(isWrongDirective)]
  if (error !== undefined) {
    // The library's own words for what is nested too deeply.
    throw wrong(/call stack/.test(error.message) ? 'exceeded max depth' : error.message)
  }
  const { yaml } = document.directives ?? {}
  if (yaml?.explicit === true && yaml.version !== '1.1') {
    throw wrong('found incompatible YAML document')
  }
  return document.contents
}

function isWrongDirective({ code }: YAMLWarning): boolean {
  return code === 'BAD_DIRECTIVE'
}

function compose(text: string): Document.Parsed | undefined {
  const composer = new Composer({
    version: '1.1',
    // All scalars as texts: what they mean is decided elsewhere.
    schema: 'failsafe',
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  try {
    for (const document of composer.compose(new Parser().parse(text), false, text.length)) {
      return document
    }
    return undefined
  } catch (error) {
    // Security: the library follows nesting by recursion.
    if (error instanceof RangeError) throw wrong('exceeded max depth')
    throw error
  }
}

/** `yaml: unknown anchor 'x' referenced` */
export function wrong(message: string): BuiltinError {
  return new BuiltinError(`yaml: ${message}`)
}
