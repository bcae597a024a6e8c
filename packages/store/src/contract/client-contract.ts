import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OpenStore, onStore } from './on-store.ts'
import { sampleClient, sampleUser, start } from './samples.ts'

export function clientContract(openStore: OpenStore): void {
  test(
    'a client is found exactly as saved, and by its exact id only',
    onStore(openStore, async (store) => {
      assert.equal(await store.clients.save(sampleClient()), 'saved')
      assert.deepEqual(await store.clients.find('reader'), sampleClient())
      assert.equal(await store.clients.find('Reader'), undefined)
    }),
  )

  test(
    'absent metadata of a client stays absent, and saving again replaces all of it',
    onStore(openStore, async (store) => {
      await store.clients.save(sampleClient())
      const { client_name: _name, ...rest } = sampleClient()
      const publicClient = {
        ...rest,
        token_endpoint_auth_method: 'none',
        scope: '',
        secrets: [],
      } as const
      assert.equal(await store.clients.save(publicClient), 'saved')
      const found = await store.clients.find('reader')
      assert.deepEqual(found, publicClient)
      assert.equal(found !== undefined && Object.hasOwn(found, 'client_name'), false)
    }),
  )

  test(
    'all that a client may say of itself comes back as it was',
    onStore(openStore, async (store) => {
      const client = sampleClient({
        client_uri: 'https://reader.example',
        contacts: ['ops@reader.example'],
        application_type: 'web',
        jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] },
        id_token_signed_response_alg: 'ES256',
        default_max_age: 3600,
        require_pushed_authorization_requests: true,
        post_logout_redirect_uris: ['https://reader.example/bye'],
        backchannel_logout_uri: 'https://reader.example/logout',
        backchannel_logout_session_required: true,
        origin: 'registration',
        registration: { tokenDigest: 'digest of the token', expiresAt: start + 100 },
        secrets: [
          { digest: 'old', createdAt: start - 10, expiresAt: start + 10 },
          { digest: 'new', createdAt: start },
        ],
      })
      await store.clients.save(client)
      assert.deepEqual(await store.clients.find('reader'), client)
    }),
  )

  test(
    'BCP-07 a client whose id equals the sub of a user is a conflict',
    onStore(openStore, async (store) => {
      await store.users.save(sampleUser({ sub: 'twin' }))
      assert.equal(await store.clients.save(sampleClient({ client_id: 'twin' })), 'conflict')
      assert.equal(await store.clients.find('twin'), undefined)
      assert.equal(await store.clients.save(sampleClient({ client_id: 'not-twin' })), 'saved')
    }),
  )

  test(
    'clients are listed by id',
    onStore(openStore, async (store) => {
      assert.deepEqual(await store.clients.list(), [])
      for (const client_id of ['c', 'a', 'b']) await store.clients.save(sampleClient({ client_id }))
      const ids = (await store.clients.list()).map((client) => client.client_id)
      assert.deepEqual(ids, ['a', 'b', 'c'])
    }),
  )
}
