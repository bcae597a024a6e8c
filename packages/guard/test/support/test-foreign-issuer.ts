import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { staticKeys } from '@sallyport/tokens'
import { type Claims, forge, makeKey, userClaims } from './test-issuer.ts'

/** A provider of somebody else's, with a key of its own under the same `kid` as ours. */
export const foreignIssuer = 'https://idp.example.com'
export const foreignKey = makeKey('key-1')
export const foreignKeys = staticKeys({ keys: [foreignKey.jwk] })

/** Its token for alice, who is not our alice: `typ` `JWT`, `azp`, no `jti`, no `client_id`. */
export function foreignToken(changes: Claims = {}, header: Claims = {}, key = foreignKey): string {
  const ours = { client_id: undefined, jti: undefined, grant_id: undefined, sid: undefined }
  const claims = userClaims({ ...ours, iss: foreignIssuer, azp: 'their-web', ...changes })
  return forge(claims, { typ: 'JWT', ...header }, key)
}

/** An introspection endpoint on loopback that answers what it is told, and counts its questions. */
export interface TestEndpoint {
  readonly url: string
  /** The tokens that it was asked about, in order. */
  readonly asked: string[]
  /** Answers by token; everything else is inactive. */
  readonly active: Map<string, object>
  status: number
}

export async function startEndpoint(t: TestContext): Promise<TestEndpoint> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const token = new URLSearchParams(Buffer.concat(chunks).toString()).get('token') ?? ''
    endpoint.asked.push(token)
    response.writeHead(endpoint.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(endpoint.active.get(token) ?? { active: false }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const endpoint: TestEndpoint = { url, asked: [], active: new Map(), status: 200 }
  return endpoint
}
