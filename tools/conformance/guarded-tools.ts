import { setTimeout as wait } from 'node:timers/promises'
import type { CallToolResult } from '@modelcontextprotocol/server'
import { type McpTool, type McpToolOptions, tool } from '@sallyport/guard/mcp'
import { askingTools } from './asking-tools.ts'
import { schemaTools } from './schema-tools.ts'

type Content = CallToolResult['content'][number]

const text = (content: string): Content => ({ type: 'text', text: content })
const image: Content = { type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' }
const audio: Content = { type: 'audio', data: 'UklGRiQAAABXQVZF', mimeType: 'audio/wav' }
const resource: Content = {
  type: 'resource',
  resource: { uri: 'test://resource', mimeType: 'text/plain', text: 'This is a resource.' },
}

/** The tools that the scenarios call, as the suite describes them. Each has a rule: everyone may. */
export const guardedTools: readonly McpTool[] = [
  say('test_simple_text', text('This is a simple text response for testing.')),
  say('test_image_content', image),
  say('test_audio_content', audio),
  say('test_embedded_resource', resource),
  say('test_multiple_content_types', text('Multiple content types test:'), image, resource),
  open('test_error_handling', () => ({
    isError: true,
    content: [text('This tool intentionally returns an error for testing')],
  })),
  open('test_tool_with_progress', async (_, { mcp }) => {
    const progressToken = mcp.mcpReq._meta?.progressToken
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) {
        const params = { progressToken, progress, total: 100 }
        await mcp.mcpReq.notify({ method: 'notifications/progress', params })
      }
      await wait(50)
    }
    return { content: [text('done')] }
  }),
  open('test_logging_tool', async (_, { mcp }) => {
    await mcp.mcpReq.log('info', 'logged')
    return { content: [text('done')] }
  }),
  ...schemaTools,
  ...askingTools,
]

function say(name: string, ...content: readonly Content[]): McpTool {
  return open(name, () => ({ content: [...content] }))
}

function open(name: string, run: McpToolOptions['run']): McpTool {
  return tool({ name, description: 'A tool of the suite.', policy: () => true, run })
}
