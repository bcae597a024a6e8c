import { guard } from '@sallyport/guard/express'
import express from 'express'
import { guardOptions, openConfiguration, openGuardPorts } from 'sallyport'

export const app = express()

// #region guard
const configuration = await openConfiguration({ command: 'serve' })
export const ports = await openGuardPorts({ store: configuration.store })
const api = guard({
  issuer: configuration.issuer,
  audience: 'https://api.example.com',
  ...guardOptions(configuration),
  revocations: ports.revocations,
  audit: ports.audit,
})
// #endregion

app.get('/whoami', api.authenticate(), (req, res) => {
  res.json({ subject: req.auth?.subject })
})
