import type { Server } from 'node:http'
import type { guard } from '@sallyport/guard/express'
import express from 'express'

/** An API that stays what it is, whoever issues the tokens: alice's reports are alice's. */
export function serveReports(api: ReturnType<typeof guard>): Server {
  const app = express()
  app.get(
    '/api/reports',
    api.authorize({
      scopes: ['read:documents'],
      action: 'read',
      resource: { type: 'reports', owner: 'alice' },
      policy: ({ user, resource }) =>
        user !== undefined && user.id === resource.owner
          ? { allow: true, reasons: ['owners read'] }
          : { allow: false, reasons: ['nothing allows it'] },
    }),
    (req, res) => {
      res.json({ reports: ['spring', 'summer'], issuer: req.auth?.issuer })
    },
  )
  return app.listen(4003, '127.0.0.1')
}
