import { McpServer, type StandardSchemaWithJSON } from '@modelcontextprotocol/server'
import type { Principal } from '@sallyport/protocol'
import type { Ask, ToolCall } from './ask.ts'
import type { McpSettings } from './check-mcp-options.ts'
import { createState } from './state.ts'
import type { McpTool, ToolContext, ToolResult } from './tool.ts'

/**
 * Makes the SDK's server for one request. It lists all tools, to everyone who may speak with the server:
 * what a list leaves out, a client never asks a new token for.
 * Invariant: only the call that was decided runs.
 */
export function buildServer(settings: McpSettings, ask: Ask, principal: Principal): McpServer {
  const call = ask.kind === 'call' ? ask.call : undefined
  const state = call === undefined ? undefined : createState(settings.stateKey, call, principal)
  const { instructions, ...info } = settings.server
  const server = new McpServer(info, {
    capabilities: { tools: { listChanged: false } },
    ...(instructions === undefined ? {} : { instructions }),
    ...(state === undefined ? {} : { requestState: { verify: state.verify } }),
  })
  for (const tool of settings.tools.values()) {
    const { title, description, output, annotations } = tool
    server.registerTool(
      tool.name,
      {
        ...(title === undefined ? {} : { title }),
        ...(description === undefined ? {} : { description }),
        ...(output === undefined ? {} : { outputSchema: output }),
        ...(annotations === undefined ? {} : { annotations }),
        inputSchema: judged(tool, ask),
      },
      async (_, mcp) => {
        if (call?.tool !== tool || state === undefined) return refused
        const sealState = (payload: unknown) => state.mint(payload, mcp)
        return runTool(call, { principal, mcp, sealState }, settings)
      },
    )
  }
  return server
}

/** The tool's schema, whose judgement has been made already: arguments are parsed once. */
function judged(tool: McpTool, ask: Ask): StandardSchemaWithJSON {
  const describe = () => tool.input.json
  return {
    '~standard': {
      version: 1,
      vendor: 'sallyport',
      validate: () => {
        if (ask.kind === 'invalid' && ask.tool === tool) return { issues: ask.issues }
        if (ask.kind === 'call' && ask.call.tool === tool) return { value: ask.call.arguments }
        return { issues: [{ message: 'not decided' }] }
      },
      jsonSchema: { input: describe, output: describe },
    },
  }
}

async function runTool(
  { tool, arguments: args }: ToolCall,
  context: ToolContext,
  { tellHost }: McpSettings,
): Promise<ToolResult> {
  try {
    return await tool.run(args, context)
  } catch (error) {
    // Security: the SDK would show the message of what was thrown, and with it our insides.
    tellHost(error, 'tool_failed')
    return failed
  }
}

const failed: ToolResult = {
  content: [{ type: 'text', text: 'the tool failed' }],
  isError: true,
}

const refused: ToolResult = {
  content: [{ type: 'text', text: 'the call was not decided' }],
  isError: true,
}
