import { guard } from '@sallyport/guard/express'
import { addReport, app, listReports } from './existing-api.ts'

const api = guard({
  audience: 'https://api.example.com',
  issuers: [
    {
      issuer: String(process.env.ISSUER),
      profile: 'jwt',
      facts: ({ groups }) => ({ roles: groups }),
    },
  ],
})

app.get('/reports', api.authorize({ scopes: ['read:documents'] }), listReports)
app.post('/reports', api.authorize({ scopes: ['write:documents'] }), addReport)
