import type { JsonObject } from '@sallyport/protocol'

/**
 * Checks that the token is one that its bearer may use as it is. `cnf` binds it to a key, which a
 * bearer has not proved to hold; `act` names an actor, which a principal cannot say yet and which must
 * not vanish unseen.
 * @see RFC 7800 §3.1, RFC 8693 §4.1
 */
export function checkBearer(payload: JsonObject): 'sender_constrained' | 'bad_claim' | undefined {
  if (Object.hasOwn(payload, 'cnf')) return 'sender_constrained'
  if (Object.hasOwn(payload, 'act')) return 'bad_claim'
  return undefined
}
