import { guard } from '@sallyport/guard/express'
import express from 'express'

export const app = express()

// #region guard
const api = guard({
  issuer: 'http://localhost:4000',
  audience: 'http://localhost:4001',
  issuers: [
    {
      issuer: 'https://id.example.com',
      profile: 'jwt',
      audience: 'https://api.example.com',
      facts: ({ groups, employee }) => ({ roles: groups, userId: employee }),
    },
  ],
})
// #endregion

app.get('/api/reports', api.authorize({ scopes: ['read:documents'] }), (req, res) => {
  res.json({ reader: `${req.auth?.issuer} ${req.auth?.subject}` })
})
