import { guard } from '@sallyport/guard/express'
import { app, reportsOf } from './your-api.ts'

const api = guard({ issuer: 'http://localhost:4000', audience: 'http://localhost:4001' })

app.get('/api/reports', api.authorize({ scopes: ['read:documents'] }), (req, res) => {
  res.json({ reports: reportsOf(req.auth?.subject) })
})
