import type {
  CallToolResult,
  InputRequiredResult,
  ServerContext,
  StandardSchemaWithJSON,
  ToolAnnotations,
} from '@modelcontextprotocol/server'
import type { Principal } from '@sallyport/protocol'
import { checkNames } from '../options/check-names.ts'
import type { RoutePolicy } from '../options/check-route.ts'
import { type InputSchema, nothing, readInputSchema } from './input-schema.ts'

/** What a tool knows of the call beyond its arguments. There is no token in it. */
export interface ToolContext {
  /** Who calls, and through which client. */
  readonly principal: Principal
  /** The SDK's own: progress, the answers to questions, the abort signal. It has no `authInfo`. */
  readonly mcp: ServerContext
  /**
   * Makes the `requestState` of `inputRequired()`: it comes back only from the same principal through the
   * same client, for the same tool with the same arguments, within ten minutes. Signed, not encrypted:
   * the client can read it. Read it with `mcp.mcpReq.requestState()`.
   */
  sealState(payload: unknown): Promise<string>
}

export interface McpToolOptions<Input extends StandardSchemaWithJSON = StandardSchemaWithJSON> {
  /** The name by which it is called, which is the policy's action: 1 to 128 of `A-Z a-z 0-9 _ - .` */
  readonly name: string
  /** A name for people. */
  readonly title?: string
  /** What it does, for the model. */
  readonly description?: string
  /** A schema of its arguments, an object, such as one of Zod 4. Default: it takes none. */
  readonly input?: Input
  /** A schema of its `structuredContent`. */
  readonly output?: StandardSchemaWithJSON
  /** Hints for clients; they promise nothing. */
  readonly annotations?: ToolAnnotations
  /** Scopes that the token must carry for it, besides those that the server requires of everyone. */
  readonly scopes?: readonly string[]
  /** As in `authorize()`: the token's `acr` must be one of these. */
  readonly acr?: string | readonly string[]
  /** As in `authorize()`: how long ago the person may have signed in, in seconds. */
  readonly maxAgeSeconds?: number
  /**
   * Who may call it with these arguments; without it, the guard's own `policy` is asked. It finds
   * `{ type: 'tool', id: name, arguments, … }` as its resource.
   */
  readonly policy?: RoutePolicy
  /**
   * Loads what the policy should know beyond the arguments, from the API's own data: the owner of a
   * document. Undefined denies. `type`, `id` and `arguments` stay what they are.
   */
  readonly facts?: (
    args: StandardSchemaWithJSON.InferOutput<Input>,
    principal: Principal,
  ) => object | undefined | null | Promise<object | undefined | null>
  /** Whether a caller who is denied reads the policy's reasons. Default false. */
  readonly showReasons?: boolean
  /** Runs it, once it was decided. The arguments are those that the policy saw, frozen. */
  readonly run: (
    args: StandardSchemaWithJSON.InferOutput<Input>,
    context: ToolContext,
  ) => ToolResult | Promise<ToolResult>
}

export type ToolResult = CallToolResult | InputRequiredResult

/** A tool whose options make sense, made by `tool()`. */
export interface McpTool
  extends Omit<McpToolOptions, 'input' | 'facts' | 'run' | 'title' | 'description'> {
  readonly title: string | undefined
  readonly description: string | undefined
  readonly input: InputSchema
  readonly facts: ((args: object, principal: Principal) => unknown) | undefined
  readonly run: (args: object, context: ToolContext) => ToolResult | Promise<ToolResult>
}

const optionNames = [
  'name',
  'title',
  'description',
  'input',
  'output',
  'annotations',
  'scopes',
  'acr',
  'maxAgeSeconds',
  'policy',
  'facts',
  'showReasons',
  'run',
] as const satisfies readonly (keyof McpToolOptions)[]

const made = new WeakSet<object>()

/** Makes a tool for `guard()`. Throws for options that do not make sense. */
export function tool<Input extends StandardSchemaWithJSON>(
  options: McpToolOptions<Input>,
): McpTool {
  checkNames('tool', options, optionNames)
  const { name, title, description, input, facts, run } = options
  if (typeof name !== 'string' || !/^[A-Za-z0-9_.-]{1,128}$/.test(name)) {
    throw new TypeError('`name` must be 1 to 128 letters, digits, `_`, `-` and `.`')
  }
  if (typeof run !== 'function') throw new TypeError(`tool \`${name}\` needs \`run\`, a function`)
  if (facts !== undefined && typeof facts !== 'function') {
    throw new TypeError(`\`facts\` of tool \`${name}\` must be a function`)
  }
  const checked: McpTool = Object.freeze({
    ...options,
    title,
    description,
    input: input === undefined ? nothing : readInputSchema(name, input),
    // What `input` accepted is what both take: nothing else ever calls them.
    facts: facts as McpTool['facts'],
    run: run as McpTool['run'],
  })
  made.add(checked)
  return checked
}

/** Whether `tool()` has made it. */
export function isTool(value: unknown): value is McpTool {
  return typeof value === 'object' && value !== null && made.has(value)
}
