import { guard } from '@sallyport/guard/express'
import type { Policy } from '@sallyport/protocol'
import express from 'express'
import { openGuardPorts } from 'sallyport'

const { revocations, audit } = await openGuardPorts({ sqlite: './sallyport.db' })
const api = guard({
  issuer: 'http://localhost:4000',
  audience: 'http://localhost:4001',
  revocations,
  audit,
})

/** The till is opened by people of sales; all else is denied. */
const tillPolicy: Policy = ({ user, action }) =>
  action === 'open' && user?.department === 'sales'
    ? { allow: true, reasons: ['sales opens the till'] }
    : { allow: false, reasons: ['only sales opens the till'] }

const app = express()
app.get(
  '/till',
  api.authorize({
    scopes: ['read:documents'],
    action: 'open',
    resource: { type: 'till' },
    policy: tillPolicy,
    showReasons: true,
  }),
  (req, res) => {
    res.json({ openedBy: req.auth?.subject })
  },
)
app.listen(4002, '127.0.0.1')
