import { guard } from '@sallyport/guard/express'
import { openGuardPorts } from 'sallyport'
import { serveReports } from './serve-reports.ts'

export const ports = await openGuardPorts({ sqlite: './sallyport.db' })

// #region guard
const api = guard({
  issuer: 'http://localhost:4000',
  audience: 'https://api.example.com',
  revocations: ports.revocations,
  audit: ports.audit,
})
// #endregion

export const server = serveReports(api)
