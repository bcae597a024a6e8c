import { nowSeconds, Secret, secureRandom, systemClock } from '@sallyport/protocol'
import type { Store } from '@sallyport/store'
import { parseConfiguration, startSallyport } from 'sallyport'
import { grantIdOf } from '../../packages/authority/src/grant/grant-handle.ts'
import { createRefreshTokenCodec } from '../../packages/authority/src/grant/refresh-token.ts'
import type { RefreshingServer } from './refreshing-server.ts'

const api = 'https://api.example'
const scope = 'read:documents'
const secret = 'configuration-secret-of-the-benchmarks'

/** Sallyport with a store of the configuration, listening on loopback, and so many families in it. */
export async function startOurs(
  subject: string,
  store: object,
  families: number,
): Promise<RefreshingServer & { readonly store: Store }> {
  const parsed = parseConfiguration(
    {
      issuer: 'http://localhost:0',
      listen: { host: '127.0.0.1', port: 0 },
      store,
      secret,
      resources: [{ identifier: api, scopes: [scope] }],
      clients: [{ client_id: 'app', redirect_uris: ['http://127.0.0.1/callback'], scope }],
      users: [{ username: 'alice', sub: 'alice', password: 'not used here', scopes: [scope] }],
    },
    { command: 'dev', env: {}, baseFolder: process.cwd() },
  )
  if (!parsed.ok) throw new Error(parsed.refusal.map(({ message }) => message).join('\n'))
  const sallyport = await startSallyport(parsed.value.configuration)
  const tokens = await openFamilies(sallyport.store, families)
  return {
    subject,
    url: sallyport.urls[0] ?? '',
    clientId: 'app',
    tokens,
    store: sallyport.store,
    stop: () => sallyport.stop(),
  }
}

/** Opens families as a sign-in would leave them, and answers their first refresh tokens. */
export async function openFamilies(store: Store, families: number): Promise<readonly string[]> {
  const codec = createRefreshTokenCodec(new Secret(secret), secureRandom)
  const now = nowSeconds(systemClock)
  const absoluteExpiresAt = now + 30 * 86_400
  const tokens: string[] = []
  for (let done = 0; done < families; ) {
    const batch = Array.from({ length: Math.min(200, families - done) }, async () => {
      const handle = secureRandom(16)
      const { text, token } = codec.make(handle, 0)
      await store.grants.open({
        facts: {
          grantId: grantIdOf(handle),
          clientId: 'app',
          subject: 'alice',
          sessionId: Buffer.from(secureRandom(16)).toString('base64url'),
          authTime: now,
          acr: '1',
          amr: ['pwd'],
          scope: [scope],
          resources: [api],
        },
        now,
        family: { tokenDigest: token.digest, absoluteExpiresAt, binding: null, device: null },
        keepUntil: absoluteExpiresAt + 3600,
      })
      return text.reveal()
    })
    tokens.push(...(await Promise.all(batch)))
    done += batch.length
  }
  return tokens
}
