import type { Numeric } from '../../values/value.ts'
import type { Pattern } from './pattern.ts'

/** 4, 6 and 7; `hybrid` where the schema does not say: what all of them allow. */
export type Draft = 4 | 6 | 7 | 'hybrid'

/** A compiled schema. What it does not restrict is absent. */
export interface Schema {
  draft: Draft
  /** The base that references in it are relative to. */
  base: string
  /** `true` or `false` instead of a schema. */
  pass?: boolean
  /** Stands in for all the rest. */
  reference?: Schema
  types: string[]
  multipleOf?: Numeric
  maximum?: Numeric
  exclusiveMaximum?: Numeric
  minimum?: Numeric
  exclusiveMinimum?: Numeric
  minLength?: number
  maxLength?: number
  pattern?: Pattern
  format?: string
  minProperties?: number
  maxProperties?: number
  required: string[]
  properties: Map<string, Schema>
  patternProperties: { readonly pattern: Pattern; readonly schema: Schema }[]
  additionalProperties?: boolean | Schema
  propertyNames?: Schema
  dependencies: Map<string, Schema | readonly string[]>
  /** One for all items, or one for each position. */
  items?: Schema | readonly Schema[]
  additionalItems?: boolean | Schema
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  contains?: Schema
  /** As JSON text with numbers as doubles. */
  const?: string
  /** The same for each of the values, in their order. */
  enum: ReadonlySet<string>
  oneOf: Schema[]
  anyOf: Schema[]
  allOf: Schema[]
  not?: Schema
  if?: Schema
  then?: Schema
  else?: Schema
}

export function emptySchema(draft: Draft, base: string): Schema {
  return {
    draft,
    base,
    types: [],
    required: [],
    properties: new Map(),
    patternProperties: [],
    dependencies: new Map(),
    enum: new Set(),
    oneOf: [],
    anyOf: [],
    allOf: [],
  }
}
