import { Secret, secureRandom } from '@sallyport/protocol'
import type { CorsOptions } from '../cors/check-cors.ts'
import type { ResourceMetadataOptions } from '../metadata/describe-resource.ts'
import { checkNames } from '../options/check-names.ts'
import { type GuardOptions, guardOptionNames, warnOfFault } from '../options/check-options.ts'
import type { RoutePolicy } from '../options/check-route.ts'
import { checkScopeNames } from '../options/check-scope-names.ts'
import { isTool, type McpTool } from './tool.ts'

interface McpServerOptions {
  /** What the server calls itself. */
  readonly name: string
  /** Its own version. */
  readonly version: string
  /** A name for people. */
  readonly title?: string
  /** What a model should know of it. */
  readonly instructions?: string
}

export interface McpGuardOptions extends Omit<GuardOptions, 'resourceMetadata'> {
  /** What the server tells clients of itself. */
  readonly server: McpServerOptions
  /** Made by `tool()`, with different names. All of them are listed to whoever may speak with the server. */
  readonly tools: readonly McpTool[]
  /**
   * Scopes that every request needs, whatever it asks for; callers without a good token are told of
   * them. Default none.
   */
  readonly scopes?: readonly string[]
  /** What else the server's metadata says. Its `scopes` are by default all that any tool requires. */
  readonly resourceMetadata?: ResourceMetadataOptions
  /**
   * Origins whose pages may call the server, exactly as browsers send them. Default none but its own:
   * requests from the pages of others are refused.
   */
  readonly origins?: readonly string[]
  /** Longest body that is read, in bytes. Default 1048576. */
  readonly maxBodyBytes?: number
  /**
   * Signs what tools seal, at least 32 bytes, the same on every node. Default: random, so that a question
   * must be answered to the process that asked it.
   */
  readonly stateKey?: Secret<Uint8Array>
}

/** The options, checked, with everything that is worked with. */
export interface McpSettings {
  readonly guard: GuardOptions
  readonly audience: string
  /** Where the server is, as a request target has it. */
  readonly path: string
  readonly server: McpServerOptions
  readonly tools: ReadonlyMap<string, McpTool>
  readonly policy: RoutePolicy | undefined
  /** Of every request. */
  readonly scopes: readonly string[]
  /** Of every request and of every tool. */
  readonly knownScopes: readonly string[]
  readonly origins: ReadonlySet<string>
  readonly cors: CorsOptions | undefined
  readonly maxBodyBytes: number
  readonly stateKey: Secret<Uint8Array>
  /** Tells the host's own log. Never throws. */
  readonly tellHost: (error: unknown, code: 'fault' | 'tool_failed') => void
}

const ownNames = [
  'server',
  'tools',
  'scopes',
  'resourceMetadata',
  'origins',
  'maxBodyBytes',
  'stateKey',
] as const satisfies readonly (keyof McpGuardOptions)[]

/** What pages of browsers send along. */
const corsHeaders = [
  'Authorization',
  'Content-Type',
  'DPoP',
  'Mcp-Method',
  'Mcp-Name',
  'Mcp-Protocol-Version',
]

const stateKeyBytes = 32

/** Checks the options of `guard()`; throws a TypeError or RangeError that says what to give. */
export function checkMcpOptions(options: McpGuardOptions): McpSettings {
  checkNames('guard', options, [...ownNames, ...guardOptionNames])
  const { server, tools: list, scopes: given, resourceMetadata, origins, ...rest } = options
  const { maxBodyBytes = 1_048_576, stateKey = randomKey(), ...guardOptions } = rest
  const { policy, onFault = warnOfFault, ...withoutPolicy } = guardOptions
  const scopes = checkScopeNames(given)
  const tools = checkTools(list)
  const knownScopes = Object.freeze([
    ...new Set([...scopes, ...[...tools.values()].flatMap((tool) => tool.scopes ?? [])]),
  ])
  if (policy !== undefined && typeof policy !== 'function') {
    throw new TypeError('`policy` must be a function')
  }
  if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 1) {
    throw new RangeError('`maxBodyBytes` must be a whole number of bytes, at least 1')
  }
  const url = URL.parse(options.audience)
  return Object.freeze({
    guard: {
      ...withoutPolicy,
      onFault,
      resourceMetadata: { scopes: checkScopeNames(knownScopes), ...resourceMetadata },
    },
    audience: options.audience,
    path: url?.pathname ?? '',
    server: checkServer(server),
    tools,
    policy,
    scopes,
    knownScopes,
    origins: new Set([...(url === null ? [] : [url.origin]), ...(origins ?? [])]),
    cors: origins === undefined ? undefined : { origins, methods: ['POST'], headers: corsHeaders },
    maxBodyBytes,
    stateKey: checkStateKey(stateKey),
    tellHost: (error, code) => {
      try {
        onFault(error, { code })
      } catch {
        // A log that fails is no reason to leave the caller without an answer.
      }
    },
  } satisfies McpSettings)
}

function checkTools(list: unknown): ReadonlyMap<string, McpTool> {
  if (!Array.isArray(list) || list.length === 0) {
    throw new TypeError('`tools` must be a list of at least one tool, each made by tool()')
  }
  const tools = new Map<string, McpTool>()
  for (const tool of list) {
    if (!isTool(tool)) throw new TypeError('`tools` takes what tool() makes')
    if (tools.has(tool.name)) throw new TypeError(`there are two tools named \`${tool.name}\``)
    tools.set(tool.name, tool)
  }
  return tools
}

function checkServer(server: McpServerOptions): McpServerOptions {
  checkNames('server', server, ['name', 'version', 'title', 'instructions'])
  for (const value of [server.name, server.version]) {
    if (typeof value === 'string' && value !== '') continue
    throw new TypeError('`server` needs `name` and `version`, such as `documents` and `1.0.0`')
  }
  return server
}

function checkStateKey(key: unknown): Secret<Uint8Array> {
  const bytes: unknown = key instanceof Secret ? key.reveal() : undefined
  if (bytes instanceof Uint8Array && bytes.length >= stateKeyBytes) return new Secret(bytes)
  throw new TypeError(`\`stateKey\` must be a Secret of at least ${stateKeyBytes} random bytes`)
}

function randomKey(): Secret<Uint8Array> {
  return new Secret(secureRandom(stateKeyBytes))
}
