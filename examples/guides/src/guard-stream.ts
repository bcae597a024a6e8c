import { guard } from '@sallyport/guard/express'
import express from 'express'
import { openGuardPorts } from 'sallyport'

export const app = express()

// #region stream
export const ports = await openGuardPorts({
  authority: {
    issuer: 'http://localhost:4000',
    clientId: 'documents-api',
    clientSecret: process.env.API_SECRET ?? '',
  },
})
const api = guard({
  issuer: 'http://localhost:4000',
  audience: 'http://localhost:4001',
  revocations: ports.revocations,
})
// #endregion

app.get('/api/reports', api.authorize({ scopes: ['read:documents'] }), (_req, res) => {
  res.json({ reports: ['spring', 'summer'] })
})
