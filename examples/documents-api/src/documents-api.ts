import type { GuardOptions } from '@sallyport/guard'
import { guard } from '@sallyport/guard/express'
import type { LivePolicies } from '@sallyport/policies'
import express, { type Express } from 'express'
import { answerError } from './answer-error.ts'
import { createDocuments } from './documents.ts'
import { findPerson } from './people.ts'
import { documentsPolicy, usersPolicy } from './policy.ts'

export { openDocumentsPolicies } from './policy.ts'

/** The documents API: three routes, each behind both doors. */
export function createDocumentsApi(options: GuardOptions, policies: LivePolicies): Express {
  const api = guard(options)
  const documents = createDocuments()
  const app = express()
  app.disable('x-powered-by')

  const document = (action: string, scope: string) =>
    api.authorize({
      scopes: [scope],
      action,
      resource: (req) => {
        const found = documents.find(String(req.params.id))
        if (found === undefined) return undefined
        const { id, owner, sensitivity } = found
        return { type: 'document', id, owner, sensitivity }
      },
      policy: documentsPolicy(policies),
    })

  app.get('/api/documents/:id', document('read', 'read:documents'), (req, res) => {
    res.json(documents.find(String(req.params.id)))
  })

  app.put(
    '/api/documents/:id',
    document('write', 'write:documents'),
    express.json({ limit: '64kb' }),
    (req, res) => {
      const change = readChange(req.body)
      if (change === undefined) {
        res.status(400).json({ error: 'send a JSON object with `title` or `text`, both strings' })
        return
      }
      res.json(documents.write(String(req.params.id), change))
    },
  )

  app.get(
    '/api/users/:id',
    api.authorize({
      scopes: ['read:users'],
      action: 'read',
      resource: (req) => {
        const person = findPerson(String(req.params.id))
        return person === undefined ? undefined : { type: 'user', id: person.id, owner: person.id }
      },
      policy: usersPolicy(policies),
    }),
    (req, res) => {
      res.json(findPerson(String(req.params.id)))
    },
  )
  app.use(answerError)
  return app
}

/** What a writer may change; owner and sensitivity are not among it. */
function readChange(body: unknown): { title?: string; text?: string } | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  const change: { title?: string; text?: string } = {}
  for (const [name, value] of Object.entries(body)) {
    if ((name !== 'title' && name !== 'text') || typeof value !== 'string') return undefined
    change[name] = value
  }
  return Object.keys(change).length === 0 ? undefined : change
}
