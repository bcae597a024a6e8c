import { guard } from '@sallyport/guard/express'
import { describePoliciesEvent, openPolicies } from '@sallyport/policies'
import express from 'express'

// #region open
export const policies = await openPolicies({
  path: './examples/guides/policies',
  entrypoints: ['reports/allow'],
  onEvent: (event) => console.log(describePoliciesEvent(event)),
})
// #endregion

const reports = new Map([
  ['spring', { owner: 'alice', text: 'Rain.' }],
  ['summer', { owner: 'bob', text: 'Sun.' }],
])

const app = express()

// #region route
const api = guard({
  issuer: 'http://localhost:4000',
  audience: 'http://localhost:4001',
  policy: policies.policy('reports/allow'),
})

const report = (action: string, scope: string) =>
  api.authorize({
    scopes: [scope],
    action,
    resource: (req) => {
      const found = reports.get(String(req.params.id))
      return found && { type: 'report', id: String(req.params.id), owner: found.owner }
    },
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
