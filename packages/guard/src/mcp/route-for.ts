import type { Principal, Resource } from '@sallyport/protocol'
import type { RouteOptions } from '../options/check-route.ts'
import type { ToolCall } from './ask.ts'
import type { McpSettings } from './check-mcp-options.ts'
import type { McpRequest } from './request.ts'
import type { McpTool } from './tool.ts'

/**
 * What the guard demands for a tool: the scopes of the server and its own, all at once, and a policy that
 * is asked about the call. Throws for a tool about which nothing would decide.
 */
export function routeFor(
  tool: McpTool,
  { scopes, policy: guardPolicy }: Pick<McpSettings, 'scopes' | 'policy'>,
  callOf: (request: McpRequest) => ToolCall | undefined,
): RouteOptions<McpRequest> {
  const { name, acr, maxAgeSeconds, showReasons } = tool
  const policy = tool.policy ?? guardPolicy
  const own = tool.scopes ?? []
  // Security: default deny. The scopes of all requests say nothing about this tool.
  if (policy === undefined && own.length === 0) {
    throw new TypeError(
      `nothing decides who may call tool \`${name}\`: give it \`scopes\` or a \`policy\`, or a \`policy\` to guard()`,
    )
  }
  if (policy === undefined && tool.facts !== undefined) {
    throw new TypeError(`nobody asks for \`facts\` of tool \`${name}\`: give it a \`policy\``)
  }
  return {
    scopes: [...scopes, ...own],
    ...(acr === undefined ? {} : { acr }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    ...(showReasons === undefined ? {} : { showReasons }),
    action: name,
    ...(policy === undefined
      ? {}
      : { policy, resource: (request, principal) => resourceOf(callOf(request), principal) }),
  }
}

/** Security: the facts that are ours come last, so that no other can take their place. */
async function resourceOf(
  call: ToolCall | undefined,
  principal: Principal,
): Promise<Resource | undefined> {
  if (call === undefined) throw new Error('a gate without a call')
  const { tool, arguments: args } = call
  const facts = tool.facts === undefined ? {} : await tool.facts(args, principal)
  if (facts === undefined || facts === null) return undefined
  if (typeof facts !== 'object') throw new TypeError(`\`facts\` of \`${tool.name}\` gave no object`)
  return { ...facts, type: 'tool', id: tool.name, arguments: args }
}
