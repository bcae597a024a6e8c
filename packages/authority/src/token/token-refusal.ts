import { errorResponse, type TokenErrorCode } from '../http/responses.ts'

/** A refusal of the token endpoint: what the client is told, and why in truth, for the audit log. */
export interface TokenRefusal {
  readonly error: TokenErrorCode
  /** A constant of ours. */
  readonly description: string
}

/**
 * Everything wrong with a code or a refresh token looks the same from outside: the reason is recorded,
 * not told.
 */
export const invalidGrant: TokenRefusal = {
  error: 'invalid_grant',
  description:
    'the code or refresh token is invalid, expired, revoked, or was issued to another client',
}

/** @see RFC 6749 §5.2 */
export function renderTokenRefusal(refusal: TokenRefusal): Response {
  return errorResponse(400, refusal.error, refusal.description)
}
