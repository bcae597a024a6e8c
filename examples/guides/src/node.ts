import { createServer } from 'node:http'
import { type AuthenticatedRequest, guard } from '@sallyport/guard/node'

const api = guard({ issuer: 'http://localhost:4000', audience: 'http://localhost:4001' })
const mayRead = api.authorize({ scopes: ['read:documents'] })

export const server = createServer(async (req: AuthenticatedRequest, res) => {
  if (!(await mayRead(req, res))) return
  res.setHeader('content-type', 'application/json')
  res.end(JSON.stringify({ reader: req.auth?.subject, reports: ['spring', 'summer'] }))
})
server.listen(4003, '127.0.0.1')
