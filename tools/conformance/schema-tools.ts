import { fromJsonSchema } from '@modelcontextprotocol/server'
import { type McpTool, tool } from '@sallyport/guard/mcp'

// The SDK's type of a schema does not know the keyword.
const region = { type: 'string', 'x-mcp-header': 'Region' } as const

/** The tools of the scenarios about schemas: what clients are told of them is looked at word by word. */
export const schemaTools: readonly McpTool[] = [
  tool({
    name: 'json_schema_2020_12_tool',
    description: 'Takes what a schema with the keywords of 2020-12 accepts.',
    input: fromJsonSchema({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      $defs: {
        address: {
          $anchor: 'addressDef',
          type: 'object',
          properties: { street: { type: 'string' }, city: { type: 'string' } },
        },
      },
      properties: {
        name: { type: 'string' },
        address: { $ref: '#/$defs/address' },
        contactMethod: { type: 'string', enum: ['phone', 'email'] },
        phone: { type: 'string' },
        email: { type: 'string' },
      },
      allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
      if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ['phone'] },
      else: { required: ['email'] },
      additionalProperties: false,
    }),
    policy: () => true,
    run: () => ({ content: [{ type: 'text', text: 'accepted' }] }),
  }),
  tool({
    name: 'test_custom_header',
    description: 'Takes a region, which clients repeat in a header.',
    input: fromJsonSchema({
      type: 'object',
      properties: { region },
      required: ['region'],
      additionalProperties: false,
    }),
    policy: () => true,
    run: () => ({ content: [{ type: 'text', text: 'accepted' }] }),
  }),
]
