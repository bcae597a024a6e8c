import { guard } from '@sallyport/guard/fastify'
import fastify from 'fastify'

export const app = fastify()
const api = guard({ issuer: 'http://localhost:4000', audience: 'http://localhost:4001' })

app.get(
  '/api/reports',
  { onRequest: api.authorize({ scopes: ['read:documents'] }) },
  async (request) => ({ reader: request.auth?.subject, reports: ['spring', 'summer'] }),
)

await app.listen({ host: '127.0.0.1', port: 4003 })
