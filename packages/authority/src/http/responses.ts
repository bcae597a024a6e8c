import type { RegistrationErrorCode } from '../registration/registration-error-docs.ts'
import type { ReceiveRefusal } from './receive-body.ts'

const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const

const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' } as const

/** The error codes of the token endpoint and of JSON answers (RFC 6749 §5.2, RFC 6750 §3.1, RFC 8707 §2). */
export type TokenErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'temporarily_unavailable'
  | 'server_error'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'authorization_pending'
  | 'slow_down'
  | 'expired_token'
  | 'access_denied'

/** A JSON answer that nobody may keep. */
export function jsonResponse(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...NO_STORE,
      ...EVERYWHERE,
      ...headers,
    },
  })
}

/** Nothing to say, and nothing that anyone may keep. */
export function emptyResponse(): Response {
  return new Response(null, { status: 200, headers: { ...NO_STORE, ...EVERYWHERE } })
}

/** A text that nobody may keep. */
export function textResponse(text: string, type: string): Response {
  return new Response(text, { headers: { 'content-type': type, ...NO_STORE, ...EVERYWHERE } })
}

/**
 * Server-sent events as they come, which no proxy may gather first; null: the headers alone. The connection ends
 * with them, so that a server that stops waits for nobody.
 */
export function eventStreamResponse(body: ReadableStream<Uint8Array> | null): Response {
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'x-accel-buffering': 'no',
      connection: 'close',
      ...NO_STORE,
      ...EVERYWHERE,
    },
  })
}

/** A public document (metadata, keys) that anyone may keep for `maxAgeSeconds`. */
export function documentResponse(body: unknown, maxAgeSeconds: number): Response {
  return new Response(JSON.stringify(body), {
    headers: {
      'content-type': 'application/json',
      'cache-control': `public, max-age=${maxAgeSeconds}`,
      // Public facts without credentials: any origin may read them (STANDARDS.md CORS-02).
      'access-control-allow-origin': '*',
      ...EVERYWHERE,
    },
  })
}

/** An OAuth error; the description is a constant of ours, never an echo (RFC 6749 §5.2). */
export function errorResponse(
  status: number,
  error: TokenErrorCode | RegistrationErrorCode,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return jsonResponse(status, { error, error_description: description }, headers)
}

/** `303 See Other`: the next request is a GET without the body (OAuth 2.1 §7.5.3). */
export function redirectResponse(location: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location, ...NO_STORE, ...EVERYWHERE })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}

/** The body has not come in time, or not in full; the connection is of no more use (RFC 9110 §15.5.9). */
export function bodyNotReceived(refusal: ReceiveRefusal): Response {
  const [status, come] = refusal === 'timed_out' ? [408, 'in time'] : [400, 'in full']
  const description = `the body has not come ${come}; send the request again, on a new connection`
  return errorResponse(status, 'invalid_request', description, { connection: 'close' })
}

/** What a page may do: no scripts, its own style by nonce, forms only where it says. */
interface PagePolicy {
  readonly nonce: string
  /** Where the page's form may lead, after redirects: CSP sources beside `'self'`. */
  readonly formSources?: readonly string[]
}

/**
 * An HTML page.
 * Security: no scripts at all, no frames (clickjacking), no foreign resources (Referer leaks), kept by
 * no cache. Chromium applies `form-action` to the redirects that follow a form, hence `formSources`.
 * @see STANDARDS.md HDR-01 to HDR-05, O21-27
 */
export function pageResponse(
  status: number,
  html: string,
  policy: PagePolicy,
  extra: { readonly cookies?: readonly string[]; readonly headers?: Record<string, string> } = {},
): Response {
  const formAction = ["'self'", ...(policy.formSources ?? [])].join(' ')
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'nonce-${policy.nonce}'`,
      `form-action ${formAction}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    ...NO_STORE,
    ...EVERYWHERE,
    ...extra.headers,
  })
  for (const cookie of extra.cookies ?? []) headers.append('set-cookie', cookie)
  return new Response(html, { status, headers })
}
