import { guard } from '@sallyport/guard/express'
import express from 'express'

const app = express()
const api = guard({ issuer: 'http://localhost:4000', audience: 'http://localhost:4001' })

app.get('/api/reports', api.authorize({ scopes: ['read:documents'] }), (_req, res) => {
  res.json({ reports: ['spring', 'summer'] })
})
app.delete(
  '/api/reports',
  api.authorize({ scopes: ['write:documents'], maxAgeSeconds: 300 }),
  (_req, res) => {
    res.status(204).end()
  },
)

export const server = app.listen(4003, '127.0.0.1')
