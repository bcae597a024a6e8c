import type { ClientLedger, ClientRecord } from '@sallyport/store'
import { redirectOrigin } from '../clients/redirect-uri.ts'

/**
 * Cross-origin access to the token endpoint: for the exact origins of browser clients' redirect URIs,
 * never with credentials. The pages and /authorize have none at all.
 * @see STANDARDS.md CORS-01 to CORS-04
 */
export interface Cors {
  /** Answers a preflight, which names no client: any active public client's origin will do. */
  preflight(request: Request, methods: readonly string[]): Promise<Response>
  /** Adds the headers for an answer to this client; none if the origin is not one of its own. */
  allow(request: Request, response: Response, client: ClientRecord | undefined): Response
}

/** Makes the rule over the registered clients, read afresh for each preflight. */
export function createCors(clients: ClientLedger): Cors {
  return {
    preflight: async (request, methods) => {
      const origin = request.headers.get('origin')
      const headers = new Headers({ vary: 'Origin' })
      const known = origin !== null && (await clients.isBrowserOrigin(origin))
      if (known) {
        headers.set('access-control-allow-origin', origin)
        headers.set('access-control-allow-methods', methods.join(', '))
        headers.set('access-control-allow-headers', 'content-type')
        headers.set('access-control-max-age', '600')
      }
      return new Response(null, { status: 204, headers })
    },
    allow: (request, response, client) => {
      response.headers.append('vary', 'Origin')
      const origin = request.headers.get('origin')
      if (origin !== null && client !== undefined && owns(client, origin)) {
        response.headers.set('access-control-allow-origin', origin)
        response.headers.set('access-control-expose-headers', 'WWW-Authenticate, Retry-After')
      }
      return response
    },
  }
}

/** Security: a whole-string comparison; `null`, suffixes and other ports are other origins. */
function owns(client: ClientRecord, origin: string): boolean {
  return (
    client.status === 'active' &&
    client.token_endpoint_auth_method === 'none' &&
    client.redirect_uris.some((uri) => redirectOrigin(uri) === origin)
  )
}
