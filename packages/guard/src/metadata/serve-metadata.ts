import type { Answer, AnswerHeaders, Front } from '../verdict.ts'
import type { DescribedResource } from './describe-resource.ts'

const maxAgeSeconds = 3600

// The document is public and the same for all, so any page may read it, without credentials.
const shared: AnswerHeaders = [
  ['access-control-allow-origin', '*'],
  ['x-content-type-options', 'nosniff'],
]

const allow = 'GET, HEAD, OPTIONS'

/** Serves the description at its own path, to everyone; all other paths go on. */
export function serveMetadata({ path, document }: DescribedResource): Front {
  return ({ method, target }) => {
    const [asked] = target.split('?', 1)
    if (asked !== path) return { kind: 'pass', headers: [] }
    if (method === 'GET' || method === 'HEAD') return { kind: 'answer', ...found(document) }
    return { kind: 'answer', ...(method === 'OPTIONS' ? preflight : notAllowed) }
  }
}

function found(document: string): Answer {
  const headers: AnswerHeaders = [
    ['content-type', 'application/json'],
    ['cache-control', `public, max-age=${maxAgeSeconds}`],
    ...shared,
  ]
  return { status: 200, headers, body: document }
}

const preflight: Answer = {
  status: 204,
  headers: [
    ['allow', allow],
    ['access-control-allow-methods', 'GET, HEAD'],
    ['access-control-allow-headers', '*'],
    ['access-control-max-age', '600'],
    ...shared,
  ],
  body: '',
}

const notAllowed: Answer = {
  status: 405,
  headers: [['allow', allow], ['content-type', 'application/problem+json'], ...shared],
  body: JSON.stringify({ type: 'about:blank', title: 'Method Not Allowed', status: 405 }),
}
