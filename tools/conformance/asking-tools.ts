import {
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequest,
  inputRequired,
} from '@modelcontextprotocol/server'
import { type McpTool, type McpToolOptions, tool } from '@sallyport/guard/mcp'

const confirmed: McpToolOptions['run'] = async (_, { mcp, sealState }) => {
  if (mcp.mcpReq.requestState() === 'asked') return say('state-ok')
  return inputRequired({
    inputRequests: { confirm: question('Please confirm', { ok: { type: 'boolean' } }) },
    requestState: await sealState('asked'),
  })
}

const name = () => question('What is your name?', { name: { type: 'string' } })
const capital = () => sample('What is the capital of France?')

/** The tools that answer with a question, to the person or to the client, before they have an answer. */
export const askingTools: readonly McpTool[] = [
  asking('elicitation', (_, { mcp }) => {
    const answer = fieldOf(fieldOf(mcp.mcpReq.inputResponses?.user_name, 'content'), 'name')
    if (typeof answer === 'string') return say(`Hello, ${answer}!`)
    return inputRequired({ inputRequests: { user_name: name() } })
  }),
  asking('request_state', confirmed),
  asking('tampered_state', confirmed),
  asking('multi_round', async (_, { mcp, sealState }) => {
    const state = mcp.mcpReq.requestState()
    if (state === 'round 2') return say('done after two questions')
    const isFirst = state !== 'round 1'
    return inputRequired({
      inputRequests: isFirst
        ? { step1: name() }
        : { step2: question('Which colour do you like?', { color: { type: 'string' } }) },
      requestState: await sealState(isFirst ? 'round 1' : 'round 2'),
    })
  }),
  asking('sampling', (_, { mcp }) => {
    if (mcp.mcpReq.inputResponses?.capital_question !== undefined) return say('sampled')
    return inputRequired({ inputRequests: { capital_question: capital() } })
  }),
  asking('list_roots', (_, { mcp }) => {
    if (mcp.mcpReq.inputResponses?.client_roots !== undefined) return say('roots seen')
    return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } })
  }),
  asking('multiple_inputs', async (_, { mcp, sealState }) => {
    if (mcp.mcpReq.requestState() === 'asked') return say('three answers')
    return inputRequired({
      inputRequests: {
        user_name: name(),
        greeting: sample('Generate a greeting'),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await sealState('asked'),
    })
  }),
  asking('capabilities', (_, { mcp }) => {
    const capabilities = fieldOf(mcp.mcpReq.envelope, CLIENT_CAPABILITIES_META_KEY)
    const canAskPeople = fieldOf(capabilities, 'elicitation') !== undefined
    return inputRequired({
      inputRequests: {
        capital_question: capital(),
        ...(canAskPeople ? { user_name: name() } : {}),
      },
    })
  }),
  open('test_missing_capability', () =>
    inputRequired({ inputRequests: { capital_question: capital() } }),
  ),
  open('test_streaming_elicitation', () => inputRequired({ inputRequests: { user_name: name() } })),
]

function asking(what: string, run: McpToolOptions['run']): McpTool {
  return open(`test_input_required_result_${what}`, run)
}

function open(name: string, run: McpToolOptions['run']): McpTool {
  return tool({ name, description: 'A tool of the suite.', policy: () => true, run })
}

function say(text: string) {
  return { content: [{ type: 'text' as const, text }] }
}

function sample(text: string): InputRequest {
  return inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text } }],
    maxTokens: 100,
  })
}

function question(
  message: string,
  properties: Record<string, { type: 'string' } | { type: 'boolean' }>,
): InputRequest {
  const required = Object.keys(properties)
  return inputRequired.elicit({
    message,
    requestedSchema: { type: 'object', properties, required },
  })
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return new Map(Object.entries(value)).get(name)
}
