import { aggregates } from './aggregates.ts'
import { arrays } from './arrays.ts'
import { bits } from './bits.ts'
import type { Builtin } from './builtin.ts'
import { comparison } from './comparison.ts'
import { conversions } from './conversions.ts'
import { cryptography } from './cryptography.ts'
import { encoding } from './encoding.ts'
import { globs } from './globs.ts'
import { graphs } from './graphs.ts'
import { internal } from './internal.ts'
import { jsonDocuments } from './json-documents.ts'
import { jsonSchema } from './json-schema.ts'
import { networks } from './networks.ts'
import { numbers } from './numbers.ts'
import { objects } from './objects.ts'
import { random } from './random.ts'
import { regularExpressions } from './regular-expressions.ts'
import { semver } from './semver.ts'
import { sets } from './sets.ts'
import { sprintf } from './sprintf.ts'
import { strings } from './strings.ts'
import { time } from './time.ts'
import { tokens } from './tokens.ts'
import { typeChecks } from './type-checks.ts'
import { unavailable } from './unavailable.ts'
import { units } from './units.ts'
import { uris } from './uris.ts'
import { uuid } from './uuid.ts'
import { yaml } from './yaml.ts'

/** The families by their titles, as the reference shows them. */
export const builtinFamilies: ReadonlyMap<string, readonly Builtin[]> = new Map([
  ['Comparison', comparison],
  ['Numbers', numbers],
  ['Bits', bits],
  ['Aggregates', aggregates],
  ['Arrays', arrays],
  ['Sets', sets],
  ['Objects', objects],
  ['Strings', strings],
  ['Formatting', sprintf],
  ['Regular expressions', regularExpressions],
  ['Globs', globs],
  ['Types', typeChecks],
  ['Conversions', conversions],
  ['Encoding', encoding],
  ['YAML', yaml],
  ['JSON documents', jsonDocuments],
  ['JSON schema', jsonSchema],
  ['Graphs', graphs],
  ['Time', time],
  ['Cryptography', cryptography],
  ['JSON Web Tokens', tokens],
  ['Networks', networks],
  ['URIs', uris],
  ['Versions', semver],
  ['Units', units],
  ['UUIDs', uuid],
  ['Chance', random],
  ['Inside', internal],
])

/** Every function that a policy may name, by its name; those that are not here say so when called. */
export const builtinTable: ReadonlyMap<string, Builtin> = new Map(
  [...builtinFamilies.values(), unavailable].flat().map((builtin) => [builtin.name, builtin]),
)
