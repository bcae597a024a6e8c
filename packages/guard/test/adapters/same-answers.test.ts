import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bearer, type RawRequest } from '../support/send-raw.ts'
import { userToken } from '../support/test-issuer.ts'
import { adapters, type Plan } from './matrix.ts'

const good = [bearer(userToken())]

const refusals: Readonly<Record<string, [Plan, RawRequest]>> = {
  'no token': [{}, {}],
  'a bad token': [{}, { headers: [bearer('bad')] }],
  'two tokens': [{}, { headers: [...good, ...good] }],
  'too little scope': [{ route: { scopes: ['admin:users'] } }, { headers: good }],
  'too little scope behind authenticate()': [
    { authenticateFirst: true, route: { scopes: ['admin:users'] } },
    { headers: good },
  ],
  'a policy that denies': [
    { route: { action: 'read', resource: { type: 'document' }, policy: () => false } },
    { headers: good },
  ],
  'a fault': [{ options: { revocations: broken() } }, { headers: good }],
  'a refusal of HEAD': [{}, { method: 'HEAD' }],
}

for (const [kind, [plan, request]] of Object.entries(refusals)) {
  test(`${kind} is answered by every adapter alike, byte for byte but for the order of headers`, async (t) => {
    const texts = new Map<string, string>()
    for (const adapter of adapters) {
      const api = await adapter.serve(plan)
      t.after(() => api.close())
      const { text } = await api.send(request)
      texts.set(adapter.name, inOrder(text))
      assert.deepEqual(api.handled, [], adapter.name)
    }
    const [first = ''] = texts.values()
    assert.match(first, /^HTTP\/1\.1 [45]\d\d /)
    for (const [name, text] of texts) assert.equal(text, first, name)
  })
}

/** The answer with its headers sorted; what Express says of itself is left out. */
function inOrder(text: string): string {
  const end = text.indexOf('\r\n\r\n')
  const [status = '', ...headers] = text.slice(0, end).split('\r\n')
  const ours = headers.filter((line) => !line.startsWith('X-Powered-By'))
  return [status, ...ours.sort(), text.slice(end)].join('\r\n')
}

function broken(): { check: () => never } {
  return {
    check: () => {
      throw new Error('of the revocation set')
    },
  }
}
