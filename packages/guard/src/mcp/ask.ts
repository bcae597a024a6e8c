import type { StandardSchemaV1 } from '@modelcontextprotocol/server'
import { canonicalJson } from './canonical-json.ts'
import type { Message } from './read-message.ts'
import type { McpTool } from './tool.ts'

/** A call whose arguments the tool's own schema has accepted. */
export interface ToolCall {
  readonly tool: McpTool
  /** What the schema made of the arguments, frozen: the policy and the tool get this very object. */
  readonly arguments: object
  /** The arguments as they came, as canonical JSON: a schema may make of them what no text tells apart. */
  readonly received: string
}

/** A call of a tool that there is, once its arguments are judged. */
export type JudgedAsk =
  | { readonly kind: 'call'; readonly call: ToolCall }
  /** A call that its tool's schema does not accept. */
  | {
      readonly kind: 'invalid'
      readonly tool: McpTool
      readonly issues: readonly StandardSchemaV1.Issue[]
    }

/** What a message asks for. */
export type Ask =
  | JudgedAsk
  /** No tool, or none that there is. */
  | { readonly kind: 'other' }

/** Finds the tool that a message calls, whatever its arguments are. Undefined: none that there is. */
export function findTool(
  { toolCall }: Message,
  tools: ReadonlyMap<string, McpTool>,
): McpTool | undefined {
  return toolCall === undefined ? undefined : tools.get(toolCall.name)
}

/** Judges the arguments of a call by the tool's own schema. */
export async function judgeArguments(tool: McpTool, sent: unknown): Promise<JudgedAsk> {
  const given = sent ?? {}
  // Security: no such name is wanted by anyone honest, and a tool that merges its arguments into an
  // object would change that object's prototype.
  if (namesPrototype(given)) {
    return { kind: 'invalid', tool, issues: [{ message: '`__proto__` is no name of an argument' }] }
  }
  // Before the schema, which may change what it is given.
  const received = canonicalJson(given)
  const outcome = await tool.input.validate(given)
  if (outcome.issues !== undefined) return { kind: 'invalid', tool, issues: outcome.issues }
  const { value } = outcome
  if (!isPlain(value)) throw new TypeError(`the schema of \`${tool.name}\` gives no object`)
  return { kind: 'call', call: Object.freeze({ tool, arguments: freeze(value), received }) }
}

function namesPrototype(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(namesPrototype)
}

/** Only what JSON can hold is frozen: a schema may make dates and the like, which have insides. */
function freeze<Value>(value: Value): Value {
  if (!isPlain(value) && !Array.isArray(value)) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
