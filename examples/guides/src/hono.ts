import { guard } from '@sallyport/guard/hono'
import { Hono } from 'hono'

export const app = new Hono()
const api = guard({ issuer: 'http://localhost:4000', audience: 'http://localhost:4001' })

app.get('/api/reports', api.authorize({ scopes: ['read:reports'] }), (c) =>
  c.json({ reader: c.get('auth').subject, reports: ['spring', 'summer'] }),
)
