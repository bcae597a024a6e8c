import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { redirectOrigin } from '../clients/redirect-uri.ts'

/**
 * Cross-origin access to the token endpoint: for the exact origins of browser clients' redirect URIs,
 * never with credentials. The pages and /authorize have none at all.
 * @see STANDARDS.md CORS-01 to CORS-04
 */
export interface Cors {
  /** Answers a preflight, which names no client: any active public client's origin will do. */
  preflight(
    request: Request,
    methods: readonly string[],
    headers?: readonly string[],
  ): Promise<Response>
  /** Adds the headers for an answer to this client; none if the origin is not one of its own. */
  allow(request: Request, response: Response, client: ClientRecord | undefined): Response
  /** Adds the headers where no client is known: a refusal that says nothing of anyone. */
  allowKnown(request: Request, response: Response): Promise<Response>
}

/** Makes the rule over the registered clients, read afresh for each preflight. */
export function createCors({ store, clientDocuments }: AuthorityOptions): Cors {
  const isKnown = async (origin: string | null) =>
    origin !== null &&
    (clientDocuments?.isBrowserOrigin(origin) === true ||
      (await store.clients.isBrowserOrigin(origin)))
  return {
    preflight: async (request, methods, asked = ['content-type']) => {
      const origin = request.headers.get('origin')
      const headers = new Headers({ vary: 'Origin' })
      if (origin !== null && (await isKnown(origin))) {
        headers.set('access-control-allow-origin', origin)
        headers.set('access-control-allow-methods', methods.join(', '))
        headers.set('access-control-allow-headers', asked.join(', '))
        headers.set('access-control-max-age', '600')
      }
      return new Response(null, { status: 204, headers })
    },
    allow: (request, response, client) => {
      const origin = request.headers.get('origin')
      const isOwn = origin !== null && client !== undefined && owns(client, origin)
      return allowOrigin(response, isOwn ? origin : null)
    },
    allowKnown: async (request, response) => {
      const origin = request.headers.get('origin')
      return allowOrigin(response, (await isKnown(origin)) ? origin : null)
    },
  }
}

function allowOrigin(response: Response, origin: string | null): Response {
  response.headers.append('vary', 'Origin')
  if (origin !== null) {
    response.headers.set('access-control-allow-origin', origin)
    response.headers.set('access-control-expose-headers', 'WWW-Authenticate, Retry-After')
  }
  return response
}

/** Security: a whole-string comparison; `null`, suffixes and other ports are other origins. */
function owns(client: ClientRecord, origin: string): boolean {
  return (
    client.status === 'active' &&
    client.token_endpoint_auth_method === 'none' &&
    client.redirect_uris.some((uri) => redirectOrigin(uri) === origin)
  )
}
