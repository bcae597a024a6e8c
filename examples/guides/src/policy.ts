import { guard } from '@sallyport/guard/express'
import type { Policy } from '@sallyport/protocol'
import express from 'express'

// #region policy
/** Owners change their reports; auditors read all of them on weekdays; all else is denied. */
export const reportsPolicy: Policy = ({ user, action, resource, environment }) => {
  if (user === undefined) return { allow: false, reasons: ['nobody is signed in'] }
  if (resource.owner !== undefined && resource.owner === user.id) {
    return { allow: true, reasons: ['owners read and change their reports'] }
  }
  const isWeekend = ['saturday', 'sunday'].includes(environment.weekday)
  if (action === 'read' && user.roles.includes('auditor')) {
    return isWeekend
      ? { allow: false, reasons: ['auditors read on weekdays'] }
      : { allow: true, reasons: ['auditors read'] }
  }
  return { allow: false, reasons: ['nothing allows it'] }
}
// #endregion

const reports = new Map([
  ['spring', { owner: 'alice', text: 'Rain.' }],
  ['summer', { owner: 'bob', text: 'Sun.' }],
])

const app = express()

// #region route
const api = guard({ issuer: 'http://localhost:4000', audience: 'http://localhost:4001' })

const report = (action: string, scope: string) =>
  api.authorize({
    scopes: [scope],
    action,
    resource: (req) => {
      const found = reports.get(String(req.params.id))
      return found && { type: 'report', id: String(req.params.id), owner: found.owner }
    },
    policy: reportsPolicy,
  })

app.get('/api/reports/:id', report('read', 'read:documents'), (req, res) => {
  res.json(reports.get(String(req.params.id)))
})
app.delete('/api/reports/:id', report('delete', 'write:documents'), (req, res) => {
  reports.delete(String(req.params.id))
  res.status(204).end()
})
export const server = app.listen(4003, '127.0.0.1')
// #endregion
