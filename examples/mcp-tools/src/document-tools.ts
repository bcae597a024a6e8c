import { guard, type McpGuard, type McpGuardOptions, tool } from '@sallyport/guard/mcp'
import type { Policy } from '@sallyport/protocol'
import { z } from 'zod'
import { createDocuments } from './documents.ts'

/** An MCP server whose tools read and write documents. */
export function createDocumentTools(
  options: Omit<McpGuardOptions, 'server' | 'tools' | 'scopes' | 'policy'>,
): McpGuard {
  const documents = createDocuments()
  const id = z.string().max(100)

  const list = tool({
    name: 'list_documents',
    description: 'The names of all documents.',
    policy: () => true,
    run: () => text([...documents.keys()].join('\n')),
  })

  const read = tool({
    name: 'read_document',
    description: 'The text of a document.',
    input: z.object({ id }),
    facts: (args) => documents.get(args.id)?.facts,
    run: (args) => text(documents.get(args.id)?.text ?? ''),
  })

  const write = tool({
    name: 'write_document',
    description: 'Replaces the text of a document.',
    input: z.object({ id, text: z.string().max(10_000) }),
    scopes: ['write:documents'],
    facts: (args) => documents.get(args.id)?.facts,
    run: (args) => {
      const document = documents.get(args.id)
      if (document !== undefined) documents.set(args.id, { ...document, text: args.text })
      return text(`wrote ${args.id}`)
    },
  })

  return guard({
    ...options,
    server: { name: 'documents', version: '1.0.0' },
    scopes: ['read:documents'],
    policy,
    tools: [list, read, write],
  })
}

/** Everyone reads what is public, owners do what they like. */
const policy: Policy = ({ user, action, resource }) => {
  if (user === undefined) return { allow: false, reasons: ['no_person'] }
  if (resource.owner === user.id) return { allow: true }
  if (action === 'read_document' && resource.sensitivity === 'public') return { allow: true }
  return { allow: false, reasons: ['not_owner'] }
}

function text(content: string) {
  return { content: [{ type: 'text' as const, text: content }] }
}
