import { code, generatedFrom, renderTable } from '../docs/markdown.ts'
import type { UnionMember } from '../typescript/read-aliases.ts'

type Sentences = Readonly<Record<string, string>>

/** How a refusal of the guard is answered. */
interface RefusalAnswer {
  readonly status: number
  readonly publicCode?: string
  readonly event: string
}

/** The closed tables of codes that the page is made of. */
export interface ErrorTables {
  readonly authorization: Sentences
  readonly pages: Sentences
  readonly token: Sentences
  readonly registration: Sentences
  readonly recorded: Sentences
  readonly refusals: Sentences
  readonly answers: Readonly<Record<string, RefusalAnswer>>
  readonly credentials: readonly UnionMember[]
  readonly tokenRefusals: readonly UnionMember[]
}

/** `docs/reference/errors.md`: every code that a client, an API's caller or the audit log can see. */
export function renderErrors(tables: ErrorTables): string {
  return [
    generatedFrom('the tables of codes in packages/authority, packages/guard and packages/tokens'),
    '',
    '# Errors',
    '',
    'Callers learn a code and a constant text; why something was refused in truth is in the audit log, as `reasons`.',
    '',
    '## Authorization errors',
    '',
    'Sent to the client at its redirect URI, as `error`, with `error_description`, `iss` and the `state` of the request.',
    '',
    renderSentences('Error', tables.authorization),
    '',
    'Where the client or its redirect URI is in doubt, nobody is redirected: the person reads a page with status 400.',
    '',
    renderSentences('Reason', tables.pages),
    '',
    '## Errors of the token endpoint',
    '',
    'And of the other endpoints that answer in JSON: status 400, but 401 for `invalid_client`, 429 for `temporarily_unavailable` and 503 for',
    '`server_error`. At any endpoint, a body that has not come in ten seconds is 408 with `invalid_request`. So is, as 404, an address at',
    'which there is nothing, and as 405 a method that an address does not have; `Allow` names those that it has. A browser that opens such',
    'an address (`Accept: text/html`) shows a page instead.',
    '',
    renderSentences('Error', tables.token),
    '',
    '## Errors of the registration endpoints',
    '',
    'Status 400, but 401 for `invalid_token`, 413 for a body that is too large, and 429 with `temporarily_unavailable` for too many.',
    '',
    renderSentences('Error', tables.registration),
    '',
    '## Reasons in the audit log of the authority',
    '',
    'Besides the errors above.',
    '',
    renderSentences('Reason', tables.recorded),
    '',
    '## Refusals of the guard',
    '',
    'The body is `application/problem+json`, with `code` where there is one.',
    '',
    renderTable(
      ['Refusal', 'Status', '`code`', 'Event', 'Meaning'],
      Object.entries(tables.answers).map(([refusal, { status, publicCode, event }]) => [
        code(refusal),
        String(status),
        publicCode === undefined ? '' : code(publicCode),
        code(event),
        tables.refusals[refusal] ?? '',
      ]),
    ),
    '',
    '## Reasons in the audit log of the guard',
    '',
    'For the audit log alone: the caller gets one answer for all of them. First, why no token could be taken from a request:',
    '',
    renderUnion(tables.credentials),
    '',
    'Then, why an access token was refused; one that was good until somebody revoked it is `revoked`:',
    '',
    renderUnion(tables.tokenRefusals),
    '',
  ].join('\n')
}

function renderUnion(members: readonly UnionMember[]): string {
  return renderTable(
    ['Reason', 'Meaning'],
    members.map(({ type, doc }) => [code(type.replaceAll("'", '')), doc]),
  )
}

function renderSentences(heading: string, sentences: Sentences): string {
  return renderTable(
    [heading, 'Meaning'],
    Object.entries(sentences).map(([name, meaning]) => [code(name), meaning]),
  )
}
