import type { AuthorizationRequest } from '../authorize/authorization-request.ts'

/** What a person is needed for. */
export type Purpose = AuthorizationPurpose | PagePurpose

/** A client waits for an answer. */
export interface AuthorizationPurpose {
  readonly kind: 'authorization'
  readonly request: AuthorizationRequest
}

/** The person wants a page of ours that needs a session. */
interface PagePurpose {
  readonly kind: 'page'
  /** Below the base path, chosen by us: `/grants`, `/device?user_code=…`. Never an address from outside. */
  readonly path: string
}
