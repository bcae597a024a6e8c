import { fitForAudit } from '@sallyport/audit'
import { readJson } from '@sallyport/authority'
import {
  type Clock,
  nowSeconds,
  type Principal,
  type Recorder,
  type RevocationTarget,
} from '@sallyport/protocol'
import type { Store } from '@sallyport/store'
import { answerBadRequest, answerJson, answerProblem } from './answers.ts'
import { parseRevocation } from './parse-revocation.ts'
import { describeTarget } from './target-id.ts'

/** A request that has passed both doors, its body being here. */
export interface OperatorRequest {
  readonly request: Request
  readonly operator: Principal
  /** As in the guard's own record of it. */
  readonly requestId: string
}

export interface OperatorWorld {
  readonly store: Store
  readonly recorder: Recorder
  readonly clock: Clock
}

/**
 * POST /admin/revocations: what is named is no longer valid. What the store does not know is revoked all
 * the same, since what was deleted may have left tokens behind; `known` says so, since most likely it is
 * mistyped.
 */
export async function revokeTarget(
  { request, operator, requestId }: OperatorRequest,
  { store, recorder, clock }: OperatorWorld,
): Promise<Response> {
  if (!isJson(request)) {
    const detail = 'send the body as `application/json`'
    const problem = { title: 'Unsupported Media Type', code: 'invalid_request', detail }
    return answerProblem(415, problem, { accept: 'application/json' })
  }
  const body = await readJson(request)
  if (!body.ok) return answerUnreadable(body.refusal)
  const parsed = parseRevocation(body.value)
  if (!parsed.ok) return answerBadRequest(parsed.refusal)
  const target = parsed.value
  const known = await isKnown(target, store)
  const entry = await store.revocations.revoke({ target, now: nowSeconds(clock) })
  await recorder.record({
    type: 'token.revoked',
    outcome: 'success',
    requestId,
    // Who acted; on what stands in `resource`.
    subject: fitForAudit(operator.subject),
    clientId: fitForAudit(operator.clientId),
    issuer: operator.issuer,
    action: 'revoke',
    resource: describeTarget(target),
    reasons: [target.kind, 'operator_api'],
  })
  return answerJson(201, {
    ...target,
    revoked_at: entry.revokedAt,
    expires_at: entry.expiresAt,
    ...(known === undefined ? {} : { known }),
  })
}

/** Undefined where the store cannot know: it keeps no access tokens, and sessions end. */
async function isKnown(target: RevocationTarget, store: Store): Promise<boolean | undefined> {
  switch (target.kind) {
    case 'subject': {
      // The subject of a client that acts for itself is its id.
      const user = await store.users.findBySub(target.id)
      return user !== undefined || (await store.clients.find(target.id)) !== undefined
    }
    case 'client':
      return (await store.clients.find(target.id)) !== undefined
    case 'grant':
      return (await store.grants.find(target.id)) !== undefined
    default:
      return undefined
  }
}

function isJson({ headers }: Request): boolean {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  return type === 'application/json' && headers.get('content-encoding') === null
}

function answerUnreadable(refusal: 'not_json' | 'too_large'): Response {
  return refusal === 'too_large'
    ? answerProblem(413, { title: 'Content Too Large', code: 'invalid_request' })
    : answerBadRequest('the body must be one JSON object in UTF-8, no name in it twice')
}
