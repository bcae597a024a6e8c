import { guard } from '@sallyport/guard/express'
import express from 'express'

export const app = express()

// #region guard
const api = guard({
  audience: 'https://opaque.example.com',
  issuers: [
    {
      issuer: 'https://id.example.com',
      introspection: { clientId: 'api', clientSecret: String(process.env.API_SECRET) },
      facts: ({ groups }) => ({ roles: groups }),
    },
  ],
})
// #endregion

app.get('/api/reports', api.authorize({ scopes: ['read:documents'] }), (req, res) => {
  res.json({ roles: req.auth?.roles })
})
