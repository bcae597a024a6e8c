import { cors, guard } from '@sallyport/guard/express'
import express from 'express'

const app = express()
const api = guard({ issuer: 'http://localhost:4000', audience: 'http://localhost:4001' })

app.use(cors({ origins: ['https://app.example.com'] }))
app.get('/api/reports', api.authorize({ scopes: ['read:documents'] }), (_req, res) => {
  res.json({ reports: ['spring', 'summer'] })
})

export const server = app.listen(4003, '127.0.0.1')
