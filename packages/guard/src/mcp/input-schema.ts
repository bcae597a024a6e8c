import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server'

/** How the arguments of a tool are judged, and what clients are told of them. */
export interface InputSchema {
  validate(value: unknown): Outcome | Promise<Outcome>
  readonly json: Record<string, unknown>
}

type Outcome = Awaited<ReturnType<StandardSchemaWithJSON['~standard']['validate']>>

/** The schema of a tool that takes no arguments. What is sent all the same reaches nobody. */
export const nothing: InputSchema = Object.freeze({
  validate: () => ({ value: {} }),
  json: { type: 'object', properties: {}, additionalProperties: false },
})

/** Reads a schema once; throws a TypeError for one that cannot tell clients what it accepts. */
export function readInputSchema(name: string, schema: StandardSchemaWithJSON): InputSchema {
  const standard = schema['~standard']
  if (
    typeof standard?.validate !== 'function' ||
    typeof standard.jsonSchema?.input !== 'function'
  ) {
    throw new TypeError(
      `\`input\` of tool \`${name}\` must be a Standard Schema that describes itself, such as \`z.object({ … })\` of Zod 4.2 or \`fromJsonSchema()\` of the SDK`,
    )
  }
  const json = standard.jsonSchema.input({ target: 'draft-2020-12' })
  const { type } = json
  if (type !== undefined && type !== 'object') {
    throw new TypeError(`\`input\` of tool \`${name}\` must describe an object`)
  }
  return Object.freeze({ validate: (value: unknown) => standard.validate(value), json })
}
