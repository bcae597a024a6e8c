import { checkNames } from '../options/check-names.ts'
import type { AnswerHeaders } from '../verdict.ts'

export interface CorsOptions {
  /** Origins whose pages may call this API, exactly as browsers send them: `https://app.example.com`. */
  readonly origins: readonly string[]
  /** Methods that pages may use. Default `GET`, `HEAD`, `POST`, `PUT`, `PATCH` and `DELETE`. */
  readonly methods?: readonly string[]
  /** Headers that pages may send. Default `Authorization`, `Content-Type` and `DPoP`. */
  readonly headers?: readonly string[]
  /** How long a browser may remember a preflight, in seconds, at most 7200. Default 600. */
  readonly maxAgeSeconds?: number
  /**
   * Whether requests bring cookies along, for an API that stands behind a gateway with sessions. Then
   * whatever is not `GET`, `HEAD` or `OPTIONS` is refused from other origins; list the API's own origin
   * where it serves pages. The guard itself reads no cookies. Default false.
   */
  readonly credentials?: boolean
}

/** The options, checked. */
export interface CorsRule {
  readonly origins: ReadonlySet<string>
  readonly credentials: boolean
  /** What a preflight from a listed origin is answered. */
  readonly preflight: AnswerHeaders
}

const optionNames = [
  'origins',
  'methods',
  'headers',
  'maxAgeSeconds',
  'credentials',
] as const satisfies readonly (keyof CorsOptions)[]

const defaultMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const defaultHeaders = ['Authorization', 'Content-Type', 'DPoP']

/** Longer, and Chromium forgets it all the same. */
const longestMaxAgeSeconds = 7200

/** Checks the options of `cors()`; throws a TypeError or RangeError that says what to give. */
export function checkCors(options: CorsOptions): CorsRule {
  checkNames('cors', options, optionNames)
  const { methods = defaultMethods, headers = defaultHeaders } = options
  const { maxAgeSeconds = 600, credentials = false } = options
  if (typeof credentials !== 'boolean') throw new TypeError('`credentials` must be true or false')
  const maxAge = Number.isSafeInteger(maxAgeSeconds) ? maxAgeSeconds : -1
  if (maxAge < 0 || maxAge > longestMaxAgeSeconds) {
    throw new RangeError(
      `\`maxAgeSeconds\` must be a whole number of seconds from 0 to ${longestMaxAgeSeconds}`,
    )
  }
  return Object.freeze({
    origins: checkOrigins(options.origins),
    credentials,
    preflight: [
      ['access-control-allow-methods', checkMethods(methods)],
      ['access-control-allow-headers', checkTokens('headers', headers)],
      ['access-control-max-age', String(maxAge)],
    ] as const,
  })
}

function checkOrigins(origins: unknown): ReadonlySet<string> {
  if (!Array.isArray(origins) || origins.length === 0) {
    throw new TypeError(
      '`origins` must be a list of origins such as `https://app.example.com`; without any, leave cors() out',
    )
  }
  return new Set(origins.map(checkOrigin))
}

function checkOrigin(origin: unknown): string {
  const text = String(origin)
  if (text.includes('*')) {
    throw new TypeError(`\`${text}\` is a wildcard: list every origin in full`)
  }
  const url = URL.parse(text)
  if (typeof origin !== 'string' || url === null || !['https:', 'http:'].includes(url.protocol)) {
    throw new TypeError(`\`${text}\` is not an origin: write one like \`https://app.example.com\``)
  }
  if (url.origin !== origin) {
    throw new TypeError(
      `\`${text}\` is not an origin as browsers send it: write \`${url.origin}\`, without path, slash, default port or capitals`,
    )
  }
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol === 'http:' && !loopback) {
    throw new TypeError(
      `\`${text}\` can be impersonated by anyone on the way: an origin must be https, except on loopback`,
    )
  }
  return origin
}

function checkMethods(methods: unknown): string {
  const text = checkTokens('methods', methods)
  if (text === text.toUpperCase()) return text
  throw new TypeError(`\`methods\` must be in capitals, as they are sent, not \`${text}\``)
}

/** Security: `*` would allow everything, where no credentials go along. */
function checkTokens(name: string, values: unknown): string {
  const tokens: unknown[] = Array.isArray(values) ? values : []
  const isName = (value: unknown) =>
    typeof value === 'string' && value !== '*' && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(value)
  if (tokens.length > 0 && tokens.every(isName)) return tokens.join(', ')
  throw new TypeError(`\`${name}\` must be a list of names, each in full and without \`*\``)
}
