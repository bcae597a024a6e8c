import { BuiltinError } from './builtins/builtin.ts'
import { builtinTable } from './builtins/table.ts'
import { EvaluationError } from './run/evaluation-error.ts'
import { parseJson } from './values/json.ts'
import type { Value } from './values/value.ts'

/**
 * Reads the text of a data file into what `compile` and `with` take as data: JSON with every digit of its
 * whole numbers, YAML as `yaml.unmarshal` reads it. Throws SyntaxError.
 */
export function parseData(text: string, format: 'json' | 'yaml'): Value {
  return format === 'json' ? parseJson(text) : parseYaml(text)
}

function parseYaml(text: string): Value {
  const unmarshal = builtinTable.get('yaml.unmarshal')
  if (unmarshal === undefined) throw new Error('there is no built-in `yaml.unmarshal`')
  try {
    const value = unmarshal.evaluate(atRest, text)
    return value === undefined ? null : value
  } catch (error) {
    if (!(error instanceof BuiltinError || error instanceof EvaluationError)) throw error
    throw new SyntaxError(error.message, { cause: error })
  }
}

/** No query is under way: what a text costs is bounded by its length, which the caller bounds. */
const atRest = {
  now: () => 0n,
  randomBytes: () => new Uint8Array(),
  queryMemo: new Map<string, Value>(),
  spend: () => {},
}
