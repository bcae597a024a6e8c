import type { Decision, DecisionInput, Policy, Principal, Resource } from '@sallyport/protocol'
import { takeFacts } from '../decide/take-facts.ts'
import { checkNames } from './check-names.ts'
import { checkScopeNames } from './check-scope-names.ts'
import { checkSignIn, type RequiredSignIn } from './check-sign-in.ts'

/** What a policy may answer: a decision, or `true` for one that allows. Anything else denies. */
export type PolicyAnswer = Decision | boolean

/** A policy of a route: protocol's `Policy`, or one that answers with a bare boolean. */
export type RoutePolicy = Policy | ((input: DecisionInput) => PolicyAnswer | Promise<PolicyAnswer>)

/**
 * Gives the thing that a request asks for, from the API's own data, or undefined where there is none.
 * Only its own enumerable properties become facts.
 */
export type ResourceLoader<Native> = (
  request: Native,
  principal: Principal,
) => Resource | undefined | null | Promise<Resource | undefined | null>

/** Judges what a request brings along, by its form; only `true` accepts it. */
export type InputCheck<Native> = (request: Native) => Promise<boolean>

export interface RouteOptions<Native> {
  /** Scopes that the token must carry, all of them, as whole names. */
  readonly scopes?: readonly string[]
  /**
   * The token's `acr` must be one of these, compared as whole strings. Otherwise the caller is told to
   * have the person sign in that way.
   * @see RFC 9470
   */
  readonly acr?: string | readonly string[]
  /** How long ago the person may have signed in (`auth_time`), in seconds. */
  readonly maxAgeSeconds?: number
  /** What is to be done, in the words of the policy: `read`, `write`, … */
  readonly action?: string
  /** The thing that it is done to, or how to load it. */
  readonly resource?: Resource | ResourceLoader<Native>
  /** Who may; without it, the guard's own `policy` is asked. */
  readonly policy?: RoutePolicy
  /**
   * Whether a caller who is denied reads the policy's reasons. They tell a thing that is not the
   * caller's from one that is not there. Default false.
   */
  readonly showReasons?: boolean
}

/** Who is asked what about which thing. */
export interface PolicyQuestion<Native> {
  readonly policy: RoutePolicy
  readonly action: string
  readonly resource: Resource | ResourceLoader<Native>
}

/** The options of a route, once they are known to make sense. */
export interface CheckedRoute<Native> {
  readonly scopes: readonly string[]
  /** Scopes that a caller who lacks one of `scopes` is told to ask for again, where it has them. */
  readonly keptScopes: readonly string[]
  /** Absent: the guard looks at nothing that a request brings along. */
  readonly acceptsInput: InputCheck<Native> | undefined
  /** Absent: however and whenever the person signed in. */
  readonly signIn: RequiredSignIn | undefined
  readonly action: string | undefined
  /** Absent: scopes alone decide. */
  readonly asks: PolicyQuestion<Native> | undefined
  readonly showReasons: boolean
}

const routeOptionNames = [
  'scopes',
  'acr',
  'maxAgeSeconds',
  'action',
  'resource',
  'policy',
  'showReasons',
] as const

/** Checks the options of `authorize()`; throws for a route that would decide nothing. */
export function checkRoute<Native>(
  options: RouteOptions<Native>,
  guardPolicy: RoutePolicy | undefined,
): CheckedRoute<Native> {
  checkNames('authorize', options, routeOptionNames)
  const { showReasons = false } = options
  if (typeof showReasons !== 'boolean') throw new TypeError('`showReasons` must be true or false')
  const scopes = checkScopeNames(options.scopes)
  const signIn = checkSignIn(options)
  const asks = checkQuestion(options, guardPolicy)
  if (scopes.length === 0 && signIn === undefined && asks === undefined) {
    throw new TypeError(
      'authorize() would decide nothing: give `scopes`, or a `policy` with an `action` and a `resource`, or `acr` or `maxAgeSeconds`',
    )
  }
  return Object.freeze({
    scopes,
    keptScopes: [],
    acceptsInput: undefined,
    signIn,
    action: options.action,
    asks,
    showReasons,
  })
}

function checkQuestion<Native>(
  { policy: ownPolicy, action, resource }: RouteOptions<Native>,
  guardPolicy: RoutePolicy | undefined,
): PolicyQuestion<Native> | undefined {
  if (ownPolicy !== undefined && typeof ownPolicy !== 'function') {
    throw new TypeError('`policy` must be a function from a decision input to a decision')
  }
  if (action !== undefined && (typeof action !== 'string' || action === '')) {
    throw new TypeError('`action` must be a word such as `read` or `write`')
  }
  const policy = ownPolicy ?? guardPolicy
  if (policy === undefined) {
    if (resource === undefined) return undefined
    throw new TypeError(
      'a `resource` without a `policy` is never judged: give a `policy` here or to guard()',
    )
  }
  if (action === undefined) {
    throw new TypeError('a policy is asked about an action: give `action`, such as `read`')
  }
  if (resource === undefined) {
    throw new TypeError(
      'a policy is asked about a resource: give `resource`, such as `{ type: "document" }` or a function that loads it',
    )
  }
  return {
    policy,
    action,
    resource: typeof resource === 'function' ? resource : takeFacts(resource),
  }
}
