import { guard } from '@sallyport/guard/express'
import express from 'express'
import { openGuardPorts } from 'sallyport'

export const app = express()

// #region ports
export const ports = await openGuardPorts({ sqlite: './sallyport.db' })
const api = guard({
  issuer: 'http://localhost:4000',
  audience: 'http://localhost:4001',
  revocations: ports.revocations,
  audit: ports.audit,
})
// #endregion

app.get('/api/reports', api.authorize({ scopes: ['read:documents'] }), (_req, res) => {
  res.json({ reports: ['spring', 'summer'] })
})
