import { guard } from '@sallyport/guard/express'
import express from 'express'

const app = express()
const api = guard({ issuer: 'http://localhost:4000', audience: 'http://localhost:4001' })

app.get('/api/reports', api.authorize({ scopes: ['read:documents'] }), (req, res) => {
  res.json({ reader: req.auth?.subject, reports: ['spring', 'summer'] })
})

export const server = app.listen(4003, '127.0.0.1')
