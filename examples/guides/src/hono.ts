import { serve } from '@hono/node-server'
import { guard } from '@sallyport/guard/hono'
import { Hono } from 'hono'

const app = new Hono()
const api = guard({ issuer: 'http://localhost:4000', audience: 'http://localhost:4001' })

app.get('/api/reports', api.authorize({ scopes: ['read:documents'] }), (c) =>
  c.json({ reader: c.get('auth').subject, reports: ['spring', 'summer'] }),
)

export const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 4003 })
