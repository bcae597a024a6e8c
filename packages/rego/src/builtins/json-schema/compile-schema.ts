import { isObject } from '../../values/kind.ts'
import { getKey, type ObjectValue, sortedEntries } from '../../values/objects.ts'
import type { Value } from '../../values/value.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { DocumentPool } from './document-pool.ts'
import { compilePattern, type Pattern } from './pattern.ts'
import { plainJson } from './plain-json.ts'
import { readCounts, readNumberBounds } from './read-bounds.ts'
import { isSchema, readList, readString } from './read-keyword.ts'
import { type Draft, emptySchema, type Schema } from './schema.ts'
import { invalidType, mustBeA, mustBeAn, mustBeOfType, mustBeUnique } from './schema-error.ts'
import { resolveReference, withoutFragment } from './schema-reference.ts'

const typeNames = ['array', 'boolean', 'integer', 'number', 'null', 'object', 'string']

/**
 * Compiles a schema of draft 4, 6 or 7. Each object of the document must stand in it once. Throws
 * BuiltinError with the words of gojsonschema for the first keyword that is wrong.
 */
export function compileSchema(call: BuiltinCall, document: Value): Schema {
  const pool = new DocumentPool(document)
  return new Compiler(call, pool).compile(document, pool.draft, '')
}

class Compiler {
  readonly #call: BuiltinCall
  readonly #pool: DocumentPool
  /** Schemas that references lead to, entered before they are compiled: they may lead back. */
  readonly #referenced = new Map<string, Schema>()

  constructor(call: BuiltinCall, pool: DocumentPool) {
    this.#call = call
    this.#pool = pool
  }

  compile(node: Value, draft: Draft, base: string): Schema {
    const schema = emptySchema(draft, base)
    this.#fill(schema, node)
    return schema
  }

  /** In the order in which gojsonschema reads keywords, which decides which error is the first. */
  #fill(schema: Schema, node: Value): void {
    this.#call.spend(8)
    if (typeof node === 'boolean' && schema.draft !== 4) {
      schema.pass = node
      return
    }
    if (!isObject(node)) throw new BuiltinError('Expected: Valid Schema, given: Invalid JSON')
    this.#readBase(schema, node)
    this.#readDefinitions(schema, node)
    readString(node, 'title')
    readString(node, 'description')
    if (this.#readReference(schema, node)) return
    this.#readTypes(schema, node)
    this.#readProperties(schema, node)
    this.#readDependencies(schema, node)
    this.#readItems(schema, node)
    readNumberBounds(node, schema)
    readCounts(node, schema, 'Length')
    this.#readText(schema, node)
    readCounts(node, schema, 'Properties')
    this.#readRequired(schema, node)
    readCounts(node, schema, 'Items')
    this.#readItemRules(schema, node)
    this.#readLiterals(schema, node)
    for (const keyword of ['oneOf', 'anyOf', 'allOf'] as const) {
      for (const part of readList(node, keyword)) schema[keyword].push(this.#inside(schema, part))
    }
    this.#readCondition(schema, node, 'not')
    if (schema.draft !== 4 && schema.draft !== 6) {
      for (const keyword of ['if', 'then', 'else'] as const) {
        this.#readCondition(schema, node, keyword)
      }
    }
  }

  #inside(schema: Schema, node: Value): Schema {
    return this.compile(node, schema.draft, schema.base)
  }

  #readBase(schema: Schema, node: ObjectValue): void {
    const old =
      schema.draft === 4 || (schema.draft === 'hybrid' && getKey(node, 'id') !== undefined)
    const id = readString(node, old ? 'id' : '$id')
    if (id !== undefined) schema.base = resolveReference(withoutFragment(schema.base), id)
  }

  #readDefinitions(schema: Schema, node: ObjectValue): void {
    const definitions = getKey(node, 'definitions')
    if (definitions === undefined) return
    const wrong = invalidType('Array Of Schemas', 'definitions')
    if (!isObject(definitions)) throw wrong
    for (const [, definition] of sortedEntries(definitions)) {
      if (!isSchema(definition)) throw wrong
      this.#inside(schema, definition)
    }
  }

  /** Whether the reference is new: then nothing beside it is read. */
  #readReference(schema: Schema, node: ObjectValue): boolean {
    const written = readString(node, '$ref')
    if (written === undefined) return false
    const reference = this.#pool.referenceOf(node, written)
    const known = this.#referenced.get(reference)
    if (known !== undefined) {
      schema.reference = known
      return false
    }
    const target = emptySchema(this.#pool.draft, reference)
    this.#referenced.set(reference, target)
    const found = this.#pool.find(reference)
    if (!isSchema(found)) throw mustBeOfType('Valid Schema', 'object')
    this.#fill(target, found)
    schema.reference = target
    return true
  }

  #readTypes(schema: Schema, node: ObjectValue): void {
    const given = getKey(node, 'type')
    if (given === undefined) return
    const types = typeof given === 'string' ? [given] : given
    if (!Array.isArray(types)) throw invalidType('type', 'string/Array Of Strings')
    for (const type of types as readonly Value[]) {
      if (typeof type !== 'string') throw invalidType('type', 'string/Array Of Strings')
      if (!typeNames.includes(type)) {
        throw new BuiltinError(
          `has a primitive type that is NOT VALID -- given: /${type}/ Expected valid values are:[${typeNames.join(' ')}]`,
        )
      }
      if (schema.types.includes(type)) throw new BuiltinError(`${type} type is duplicated`)
      schema.types.push(type)
    }
  }

  #readProperties(schema: Schema, node: ObjectValue): void {
    const properties = getKey(node, 'properties')
    if (properties !== undefined) {
      if (!isObject(properties)) throw mustBeOfType('Properties', 'object')
      for (const [name, part] of sortedEntries(properties)) {
        schema.properties.set(String(name), this.#inside(schema, part))
      }
    }
    const additional = this.#booleanOrSchema(schema, node, 'additionalProperties')
    if (additional !== undefined) schema.additionalProperties = additional
    const patterns = getKey(node, 'patternProperties')
    if (patterns !== undefined) {
      if (!isObject(patterns)) throw invalidType('Valid Schema', 'patternProperties')
      for (const [source, part] of sortedEntries(patterns)) {
        const pattern = this.#pattern(
          String(source),
          new BuiltinError(`Invalid regex pattern '${String(source)}'`),
        )
        schema.patternProperties.push({ pattern, schema: this.#inside(schema, part) })
      }
    }
    const names = getKey(node, 'propertyNames')
    if (names === undefined || schema.draft === 4) return
    if (!isSchema(names)) throw invalidType('Valid Schema', 'patternProperties')
    schema.propertyNames = this.#inside(schema, names)
  }

  #booleanOrSchema(
    schema: Schema,
    node: ObjectValue,
    keyword: string,
  ): boolean | Schema | undefined {
    const given = getKey(node, keyword)
    if (given === undefined || typeof given === 'boolean') return given
    if (isObject(given)) return this.#inside(schema, given)
    throw invalidType('boolean/Valid Schema', keyword)
  }

  #readDependencies(schema: Schema, node: ObjectValue): void {
    const dependencies = getKey(node, 'dependencies')
    if (dependencies === undefined) return
    if (!isObject(dependencies)) throw mustBeOfType('dependencies', 'object')
    const wrong = mustBeOfType('Dependency', 'Schema Or Array Of Strings')
    for (const [name, dependency] of sortedEntries(dependencies)) {
      if (Array.isArray(dependency)) {
        if (!dependency.every((item) => typeof item === 'string')) throw wrong
        schema.dependencies.set(String(name), dependency)
      } else if (isSchema(dependency)) {
        schema.dependencies.set(String(name), this.#inside(schema, dependency))
      } else throw wrong
    }
  }

  #readItems(schema: Schema, node: ObjectValue): void {
    const items = getKey(node, 'items')
    const wrong = invalidType('Valid Schema/Array Of Schemas', 'items')
    if (Array.isArray(items)) {
      schema.items = (items as readonly Value[]).map((item) => {
        if (!isSchema(item)) throw wrong
        return this.#inside(schema, item)
      })
    } else if (items !== undefined) {
      if (!isSchema(items)) throw wrong
      schema.items = this.#inside(schema, items)
    }
    const additional = this.#booleanOrSchema(schema, node, 'additionalItems')
    if (additional !== undefined) schema.additionalItems = additional
  }

  #readText(schema: Schema, node: ObjectValue): void {
    const source = readString(node, 'pattern')
    if (source !== undefined) {
      schema.pattern = this.#pattern(source, new BuiltinError('pattern must be a valid regex'))
    }
    const format = readString(node, 'format')
    if (format !== undefined) schema.format = format
  }

  #pattern(source: string, wrong: BuiltinError): Pattern {
    this.#call.spend(64 + source.length)
    const pattern = compilePattern(source)
    if (pattern === undefined) throw wrong
    return pattern
  }

  #readRequired(schema: Schema, node: ObjectValue): void {
    const names = new Set<string>()
    for (const name of readList(node, 'required')) {
      if (typeof name !== 'string') throw invalidType('string', 'required')
      if (names.has(name)) throw mustBeUnique('required')
      names.add(name)
    }
    schema.required = [...names]
  }

  #readItemRules(schema: Schema, node: ObjectValue): void {
    const unique = getKey(node, 'uniqueItems')
    if (unique !== undefined) {
      if (typeof unique !== 'boolean') throw mustBeA('uniqueItems', 'boolean')
      schema.uniqueItems = unique
    }
    const contains = getKey(node, 'contains')
    if (contains !== undefined && schema.draft !== 4) {
      schema.contains = this.#inside(schema, contains)
    }
  }

  #readLiterals(schema: Schema, node: ObjectValue): void {
    const constant = getKey(node, 'const')
    if (constant !== undefined && schema.draft !== 4) schema.const = plainJson(constant)
    const texts = new Set<string>()
    for (const value of readList(node, 'enum')) {
      const text = plainJson(value)
      if (texts.has(text)) throw mustBeUnique('enum')
      texts.add(text)
    }
    schema.enum = texts
  }

  #readCondition(schema: Schema, node: ObjectValue, keyword: 'not' | 'if' | 'then' | 'else'): void {
    const given = getKey(node, keyword)
    if (given === undefined) return
    if (!isSchema(given)) throw mustBeAn(keyword, 'object')
    schema[keyword] = this.#inside(schema, given)
  }
}
