import type { EndpointDoc } from '../../packages/authority/src/http/endpoint-docs.ts'
import { code, generatedFrom, renderTable } from '../docs/markdown.ts'

/** `docs/reference/endpoints.md`: every address of the authority. */
export function renderEndpoints(docs: Readonly<Record<string, EndpointDoc>>): string {
  return [
    generatedFrom('packages/authority/src/http/endpoint-docs.ts'),
    '',
    '# Endpoints',
    '',
    'The addresses of the authority, below the path of its `issuer`. Clients need not know them: the metadata at',
    '`/.well-known/oauth-authorization-server` names those that are for them. What they answer when they refuse is in the',
    '[tables of errors](errors.md). HEAD is GET without the body. OPTIONS lets pages of the origins in a client’s redirect URIs ask.',
    '',
    renderTable(
      ['Path', 'Methods', 'Who asks', 'Meaning', 'Standard'],
      Object.entries(docs).map(([path, { methods, who, meaning, standard = '' }]) => [
        code(path),
        methods.map(code).join(', '),
        who,
        meaning,
        standard,
      ]),
    ),
    '',
    'Another method is 405, and another path 404, both with `invalid_request`; people who open one in a browser read a page.',
    'The operator API, everything below `/admin`, answers like a guarded API: problems in JSON (RFC 9457), another path with `not_found`.',
    '',
  ].join('\n')
}
