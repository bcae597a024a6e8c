import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClientReplacement } from '../ledgers/client-ledger.ts'
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

  test(
    'CORS-01 the origins of active public clients are found, exactly, and follow what is saved',
    onStore(openStore, async (store) => {
      const page = sampleClient({
        client_id: 'page',
        token_endpoint_auth_method: 'none',
        redirect_uris: [
          'https://PAGE.example:443/cb?x=1',
          'http://localhost:8080/cb',
          'com.example.app:/cb',
        ],
      })
      await store.clients.save(page)
      await store.clients.save(sampleClient())
      const found = async (...origins: string[]) => {
        const answers = await Promise.all(origins.map((o) => store.clients.isBrowserOrigin(o)))
        return origins.filter((_, i) => answers[i])
      }
      const all = ['https://page.example', 'http://localhost:8080']
      const others = [
        'null',
        '',
        'https://page.example:443',
        'http://page.example',
        'http://localhost',
        'https://page.example/cb',
        'https://reader.example',
      ]
      assert.deepEqual(await found(...all, ...others), all)
      await store.clients.save({ ...page, status: 'disabled' })
      assert.deepEqual(await found(...all), [])
      await store.clients.save({ ...page, redirect_uris: ['https://new.example/cb'] })
      assert.deepEqual(await found(...all, 'https://new.example'), ['https://new.example'])
      await store.clients.save({ ...page, token_endpoint_auth_method: 'client_secret_post' })
      assert.deepEqual(await found(...all), [])
      await store.clients.save(page)
      await store.clients.remove('page')
      assert.deepEqual(await found(...all), [])
    }),
  )

  const registration = { tokenDigest: 'digest of the token', expiresAt: start + 100 }
  const registered = sampleClient({ origin: 'registration', registration })
  const newSecret = { digest: 'new', createdAt: start + 5 }
  const { origin: _o, secrets: _s, registration: _r, status: _t, ...rest } = registered
  const { createdAt: _c, updatedAt: _u, ...metadata } = rest
  const replacement: ClientReplacement = {
    metadata: { ...metadata, client_name: 'Renamed' },
    tokenDigest: 'digest of the token',
    secret: newSecret,
    now: start + 5,
  }

  test(
    'DCR-06 a client that manages itself is replaced with its own token, and only while it is there',
    onStore(openStore, async (store) => {
      const replace = (changes: Partial<ClientReplacement> = {}) =>
        store.clients.replaceRegistered({ ...replacement, ...changes })
      assert.equal(await replace(), undefined)
      assert.equal(await store.clients.find('reader'), undefined)
      await store.clients.save(registered)
      assert.equal(await replace({ tokenDigest: 'another' }), undefined)
      assert.deepEqual(await store.clients.find('reader'), registered)
      const renamed = { ...registered, client_name: 'Renamed', updatedAt: start + 5 }
      assert.deepEqual(await replace(), renamed)
      assert.deepEqual(await store.clients.find('reader'), renamed)
      await store.clients.save(sampleClient())
      assert.equal(await replace(), undefined)
    }),
  )

  test(
    'DCR-06 a client that changes itself changes neither whether it may, nor what it has to prove itself',
    onStore(openStore, async (store) => {
      const disabled = { ...registered, status: 'disabled' } as const
      await store.clients.save(disabled)
      assert.equal(await store.clients.replaceRegistered(replacement), undefined)
      assert.deepEqual(await store.clients.find('reader'), disabled)
      const secrets = [
        { digest: 'over', createdAt: start, expiresAt: start + 5 },
        { digest: 'rotated', createdAt: start, expiresAt: start + 6 },
      ]
      const later = { ...registration, expiresAt: start + 500 }
      await store.clients.save({ ...registered, secrets, registration: later })
      const kept = await store.clients.replaceRegistered(replacement)
      assert.deepEqual(kept?.secrets, secrets.slice(1))
      assert.deepEqual(kept?.registration, later)
    }),
  )

  test(
    'DCR-06 a client gets the new secret only where no other is live, and none where it needs none',
    onStore(openStore, async (store) => {
      await store.clients.save({ ...registered, secrets: [] })
      const secretsAfter = async (changes: Partial<ClientReplacement>) =>
        (await store.clients.replaceRegistered({ ...replacement, ...changes }))?.secrets
      assert.deepEqual(await secretsAfter({}), [newSecret])
      const another = { ...newSecret, digest: 'another' }
      assert.deepEqual(await secretsAfter({ secret: another }), [newSecret])
      const { secret: _secret, ...without } = replacement
      assert.deepEqual((await store.clients.replaceRegistered(without))?.secrets, [])
    }),
  )

  test(
    'secrets are replaced where they are still those that were read, and nothing else with them',
    onStore(openStore, async (store) => {
      const { secrets: from } = sampleClient()
      const to = [...from, { digest: 'new', createdAt: start + 5, expiresAt: start + 50 }]
      const change = { clientId: 'reader', from, to, now: start + 5 }
      assert.equal(await store.clients.replaceSecrets(change), false)
      // What has changed since the secrets were read.
      await store.clients.save(sampleClient({ status: 'disabled', client_name: 'Renamed' }))
      assert.equal(await store.clients.replaceSecrets({ ...change, from: [] }), false)
      assert.equal(await store.clients.replaceSecrets({ ...change, from: to }), false)
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => store.clients.replaceSecrets(change)),
      )
      assert.equal(answers.filter(Boolean).length, 1)
      assert.deepEqual(
        await store.clients.find('reader'),
        sampleClient({
          status: 'disabled',
          client_name: 'Renamed',
          secrets: to,
          updatedAt: start + 5,
        }),
      )
    }),
  )

  test(
    'DCR-07 a registration lives on while it is used, and no use shortens it',
    onStore(openStore, async (store) => {
      await store.clients.save(registered)
      await store.clients.save(sampleClient({ client_id: 'operated' }))
      const expiry = async () => (await store.clients.find('reader'))?.registration?.expiresAt
      await store.clients.noteUse('reader', start + 200)
      assert.equal(await expiry(), start + 200)
      await store.clients.noteUse('reader', start + 150)
      assert.equal(await expiry(), start + 200)
      await store.clients.noteUse('operated', start + 200)
      assert.deepEqual(
        await store.clients.find('operated'),
        sampleClient({ client_id: 'operated' }),
      )
      await store.clients.noteUse('unknown', start + 200)
      assert.equal(await store.clients.find('unknown'), undefined)
    }),
  )

  test(
    'DCR-07 pruning forgets registrations that have expired, and no other client',
    onStore(openStore, async (store) => {
      await store.clients.save(registered)
      await store.clients.save(sampleClient({ client_id: 'operated' }))
      const later = { ...registration, expiresAt: start + 101 }
      await store.clients.save({ ...registered, client_id: 'later', registration: later })
      await store.clients.prune(start + 99)
      assert.equal((await store.clients.list()).length, 3)
      await store.clients.prune(start + 100)
      const ids = (await store.clients.list()).map((client) => client.client_id)
      assert.deepEqual(ids, ['later', 'operated'])
    }),
  )

  test(
    'a client that is removed is gone, and the others stay',
    onStore(openStore, async (store) => {
      await store.clients.save(sampleClient())
      await store.clients.save(sampleClient({ client_id: 'other' }))
      await store.clients.remove('reader')
      await store.clients.remove('reader')
      assert.equal(await store.clients.find('reader'), undefined)
      assert.notEqual(await store.clients.find('other'), undefined)
    }),
  )
}
