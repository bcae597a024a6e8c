import { type Clock, type RevocationCheck, Secret } from '@sallyport/protocol'
import {
  type Algorithm,
  createIntrospection,
  createRemoteKeys,
  isAlgorithm,
  type KeySource,
  type MapFacts,
  type TokenProfile,
} from '@sallyport/tokens'
import {
  type IntrospectedTokens,
  type TrustedIssuer,
  type TrustedIssuers,
  trustIssuers,
} from '../issuers/trusted-issuer.ts'
import { checkNames } from './check-names.ts'

/** A foreign issuer, and what its tokens mean to this API. */
export interface IssuerOptions {
  /** Exactly as its `iss`, a slash at the end included. */
  readonly issuer: string
  /**
   * `at+jwt`, the default: RFC 9068 to the letter. `jwt`: signed JWTs of providers that do not follow
   * it (Keycloak, Auth0, Entra), with `typ` `JWT` or none, `azp`, `scp` and perhaps no `jti`. Give
   * such an API an identifier that is no client's: nothing else tells every ID token from an access
   * token.
   */
  readonly profile?: TokenProfile
  /** Accepted signature algorithms; those of `verifyAccessToken` by default. */
  readonly algorithms?: readonly Algorithm[]
  /**
   * Maps the claims of a verified token to facts: roles, department, scopes, … A throw and a fact of
   * the wrong type refuse the request, as a fault. `userId` is what policies call the person; without
   * it `user.id` is the subject where the guard has one issuer, and `issuer#subject` otherwise. `kind`
   * says whether there is a person at all; without it a token is a client's own where its `sub` is
   * its client, which is not so with Auth0 (`…@clients`), Entra and the service accounts of Keycloak.
   */
  readonly facts?: MapFacts
  /** This API, as this issuer names it in `aud`. The guard's own `audience` by default. */
  readonly audience?: string
  /** Where its keys are. Found through its metadata (RFC 8414, OpenID Connect) by default. */
  readonly jwksUri?: string
  /** Its keys, where they are not to be fetched. */
  readonly keys?: KeySource
  /** Asks the issuer what its opaque tokens are (RFC 7662). At most one issuer of a guard. */
  readonly introspection?: IntrospectionRules
  /** What has been revoked of its tokens. The guard's own `revocations` never judge them. */
  readonly revocations?: RevocationCheck
}

export interface IntrospectionRules {
  /** The name under which the issuer knows this API. */
  readonly clientId: string
  /** Best from the environment, never in the source. */
  readonly clientSecret: string | Secret<string>
  /** Found through the issuer's metadata by default. */
  readonly endpoint?: string
  /**
   * `opaque`, the default: tokens that are not signed JWTs. `all`: the issuer's JWTs as well, of which
   * then its answer alone is believed.
   */
  readonly tokens?: 'opaque' | 'all'
  /**
   * Whether an answer must name this API in `aud`. Default true. False is for an issuer that answers
   * for tokens of this API alone.
   */
  readonly requireAudience?: boolean
  /**
   * How long an active answer is believed, at most until the token's `exp`: 0 to 300, default 10. A
   * token that was revoked works that much longer. 0: the issuer is asked at each request.
   */
  readonly cacheSeconds?: number
  /** How long the issuer may take. Default 3000. */
  readonly timeoutMs?: number
}

/** The options of `guard()` that say whose tokens pass. */
interface IssuerSources {
  readonly issuer?: string
  readonly issuers?: readonly IssuerOptions[]
  readonly keys?: KeySource
  readonly algorithms?: readonly Algorithm[]
  readonly revocations?: RevocationCheck
  readonly fetch?: typeof globalThis.fetch
}

/** What issuers need of the guard. */
interface IssuerWorld {
  readonly audience: string
  readonly clock: Clock
  onFault(error: unknown, fault: { readonly code: string }): void
}

/** Checks whose tokens pass, and makes what is needed to judge them; throws for what makes no sense. */
export function checkIssuers(sources: IssuerSources, world: IssuerWorld): TrustedIssuers {
  const { issuer, issuers = [], keys, algorithms, revocations, fetch } = sources
  if (!Array.isArray(issuers)) throw new TypeError('`issuers` must be a list of issuers')
  for (const entry of issuers) checkNames('issuers', entry, issuerOptionNames)
  if (issuer !== undefined || issuers.length === 0) checkIssuer(issuer)
  else checkNothingForNobody({ keys, algorithms, revocations })
  const own: readonly IssuerOptions[] =
    issuer === undefined ? [] : [{ issuer, ...present({ keys, algorithms, revocations }) }]
  const entries: readonly IssuerOptions[] = [...own, ...issuers]
  checkTogether(entries)
  return trustIssuers(
    entries.map((entry) =>
      checkEntry(entry, { ...world, fetch }, entry === own[0] || entries.length === 1),
    ),
  )
}

const issuerOptionNames = [
  'issuer',
  'profile',
  'algorithms',
  'facts',
  'audience',
  'jwksUri',
  'keys',
  'introspection',
  'revocations',
] as const satisfies readonly (keyof IssuerOptions)[]

const introspectionNames = [
  'clientId',
  'clientSecret',
  'endpoint',
  'tokens',
  'requireAudience',
  'cacheSeconds',
  'timeoutMs',
] as const satisfies readonly (keyof IntrospectionRules)[]

const defaultCacheSeconds = 10
const maxCacheSeconds = 300

/** Options of the guard that belong to `issuer`, and would silently do nothing without it. */
function checkNothingForNobody(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    throw new TypeError(
      `\`${name}\` belongs to \`issuer\`, which is not given: put it into the entry of \`issuers\` that it is for`,
    )
  }
}

function checkTogether(entries: readonly IssuerOptions[]): void {
  const names = entries.map(({ issuer }) => issuer)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new TypeError(`the issuer \`${twice}\` is given twice: keep one`)
  if (entries.filter(({ introspection }) => introspection !== undefined).length > 1) {
    throw new TypeError(
      '`introspection` is given for two issuers: an opaque token does not say whose it is, and one issuer must not be shown the tokens of another; use two guards',
    )
  }
}

type World = IssuerWorld & { readonly fetch: typeof globalThis.fetch | undefined }

function checkEntry(entry: IssuerOptions, world: World, hasBareNames: boolean): TrustedIssuer {
  const issuer = checkIssuer(entry.issuer)
  const { profile = 'at+jwt', algorithms, facts, revocations, audience = world.audience } = entry
  if (profile !== 'at+jwt' && profile !== 'jwt') {
    throw new TypeError('`profile` must be `at+jwt` or `jwt`')
  }
  checkAlgorithms(algorithms)
  if (facts !== undefined && typeof facts !== 'function') {
    throw new TypeError('`facts` must be a function from the claims of a token to facts')
  }
  if (typeof audience !== 'string' || audience === '') {
    throw new TypeError(`the \`audience\` of \`${issuer}\` must be this API's identifier there`)
  }
  return Object.freeze({
    issuer,
    audience,
    profile,
    algorithms,
    keys: checkKeys(entry, world),
    facts,
    introspection: checkIntrospection(entry, audience, world),
    revocations,
    hasBareNames,
  })
}

function checkIssuer(issuer: unknown): string {
  if (typeof issuer !== 'string' || issuer === '') {
    throw new TypeError(
      '`issuer` is missing: give the authorization server whose tokens this API accepts, such as `https://auth.example.com`, or several as `issuers`',
    )
  }
  const url = URL.parse(issuer)
  if (url === null || /[?#]/.test(issuer) || url.username !== '') {
    throw new TypeError(`\`issuer\` must be a URL without query or fragment, not \`${issuer}\``)
  }
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    throw new TypeError(`\`issuer\` must be https, except on loopback, not \`${issuer}\``)
  }
  return issuer
}

function checkAlgorithms(algorithms: unknown): void {
  if (algorithms === undefined) return
  if (Array.isArray(algorithms) && algorithms.length > 0 && algorithms.every(isAlgorithm)) return
  throw new TypeError('`algorithms` must be a list of asymmetric ones, such as `ES256` or `RS256`')
}

function checkKeys({ issuer, keys, jwksUri }: IssuerOptions, world: World): KeySource {
  if (keys !== undefined && jwksUri !== undefined) {
    throw new TypeError(`\`keys\` and \`jwksUri\` of \`${issuer}\` are both given: keep one`)
  }
  if (keys !== undefined) return keys
  return createRemoteKeys({
    issuer,
    clock: world.clock,
    ...present({ jwksUri, fetch: world.fetch }),
    onError: (error) => world.onFault(error, { code: 'keys_unavailable' }),
  })
}

function checkIntrospection(
  { issuer, introspection: rules, facts }: IssuerOptions,
  audience: string,
  world: World,
): IntrospectedTokens | undefined {
  if (rules === undefined) return undefined
  checkNames('introspection', rules, introspectionNames)
  const { clientId, clientSecret, endpoint, tokens = 'opaque', requireAudience = true } = rules
  const { cacheSeconds = defaultCacheSeconds, timeoutMs = 3000 } = rules
  const secret = clientSecret instanceof Secret ? clientSecret : new Secret(clientSecret)
  for (const [name, value] of Object.entries({ clientId, clientSecret: secret.reveal() })) {
    if (typeof value === 'string' && value !== '') continue
    throw new TypeError(
      `\`introspection\` needs \`${name}\`: \`clientId\` and \`clientSecret\` are this API's credentials at the issuer`,
    )
  }
  if (tokens !== 'opaque' && tokens !== 'all') {
    throw new TypeError('`tokens` of `introspection` must be `opaque` or `all`')
  }
  if (typeof requireAudience !== 'boolean') {
    throw new TypeError('`requireAudience` must be true or false')
  }
  checkWhole('cacheSeconds', cacheSeconds, 0, maxCacheSeconds)
  checkWhole('timeoutMs', timeoutMs, 1, 60_000)
  const asks = createIntrospection({
    issuer,
    audience,
    clientId,
    clientSecret: secret,
    requireAudience,
    timeoutMs,
    clock: world.clock,
    ...present({ endpoint, facts, fetch: world.fetch }),
    onError: (error) => world.onFault(error, { code: 'introspection_unavailable' }),
  })
  return Object.freeze({ tokens, cacheSeconds, asks })
}

function checkWhole(name: string, value: unknown, least: number, most: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return
  throw new RangeError(
    `\`${name}\` of \`introspection\` must be a whole number from ${least} to ${most}`,
  )
}

/** The members that are not undefined. */
function present<Members extends object>(members: Members): Present<Members> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Present<Members>
}

type Present<Members> = { readonly [Name in keyof Members]?: Exclude<Members[Name], undefined> }
