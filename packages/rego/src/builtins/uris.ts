import { objectFrom } from '../values/objects.ts'
import { type Builtin, BuiltinError } from './builtin.ts'
import { stringOperand } from './operand.ts'
import { spendText } from './text-work.ts'
import { boolean, object, string } from './type.ts'
import { parseUri } from './uris/parse-uri.ts'

/** Reading a character takes about as long as looking at so many elsewhere. */
const charactersOfWork = 4

/** Built-ins on URIs. */
export const uris: readonly Builtin[] = [
  {
    name: 'uri.parse',
    description:
      'Takes a URI or a relative reference apart into those of `scheme`, `hostname`, `port`, `path` (decoded), `raw_path` (as written, where there is a path), `raw_query` and `fragment` (decoded) that it has. Compare `path` with `raw_path` to find escaped slashes and dots.',
    args: [{ name: 'uri', description: 'the URI', type: string }],
    result: { name: 'output', description: 'its parts', type: object(string, string) },
    evaluate: (call, uri) => {
      const text = stringOperand(uri, 1)
      spendText(call, text.length * charactersOfWork)
      const found = parseUri(text)
      const parts = {
        scheme: found.scheme,
        hostname: found.hostname,
        port: found.port,
        path: found.path,
        raw_path: found.path === '' ? '' : found.rawPath,
        raw_query: found.rawQuery,
        fragment: found.fragment,
      }
      return objectFrom(Object.entries(parts).filter(([, part]) => part !== ''))
    },
  },
  {
    name: 'uri.is_valid',
    description:
      'Whether a text is a URI or a relative reference; `false` for the empty text and for what is no string.',
    args: [{ name: 'uri', description: 'the text to check', type: string }],
    result: { name: 'result', description: 'whether it can be parsed', type: boolean },
    evaluate: (call, uri) => {
      if (typeof uri !== 'string' || uri === '') return false
      spendText(call, uri.length * charactersOfWork)
      try {
        parseUri(uri)
        return true
      } catch (error) {
        if (error instanceof BuiltinError) return false
        throw error
      }
    },
  },
]
