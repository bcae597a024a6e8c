import { toJson } from '../values/json.ts'
import type { PlainObject, Value } from '../values/value.ts'
import type { Annotations } from './ast.ts'
import { isName } from './print-term.ts'

/** A METADATA block; JSON is YAML. */
export function writeAnnotations({ location, schemas, ...fields }: Annotations): string {
  const written: { [field: string]: Value } = { ...fields }
  if (schemas !== undefined) written.schemas = schemas.map(writeSchema)
  return `# METADATA\n# ${toJson(written)}`
}

/** `{ path: ["input"], … }` as `{ "input": … }`. */
function writeSchema(given: Value): PlainObject {
  const { path, schema, definition } = given as PlainObject
  const value = schema === undefined ? definition : writePath(schema)
  return { [writePath(path)]: value ?? null }
}

function writePath(path: Value | undefined): string {
  const [head = '', ...steps] = Array.isArray(path) ? path.map(String) : []
  return (
    head + steps.map((step) => (isName(step) ? `.${step}` : `[${JSON.stringify(step)}]`)).join('')
  )
}
