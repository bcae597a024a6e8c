import type {
  authorizationErrorDocs,
  pageRefusalDocs,
} from '../authorize/authorization-error-docs.ts'
import type { registrationErrorDocs } from '../registration/registration-error-docs.ts'
import type { tokenErrorDocs } from './token-error-docs.ts'

/**
 * Why something was refused or done, as the audit log has it besides the error codes of the answers.
 * Callers are not told.
 */
export const recordedReasonDocs = {
  ambiguous: 'More than one way of client authentication at once, or two client ids.',
  unreadable: 'Client credentials that cannot be parsed, or a method that is not supported.',
  missing: 'No client id at all.',
  disabled: 'The client or the account is disabled.',
  wrong_method: 'The client used another method than the one registered for it.',
  wrong_secret: "The secret is none of the client's.",
  assertion_too_large: 'The assertion is longer than 8192 characters.',
  assertion_malformed: 'The assertion is not a JWT in its one spelling.',
  assertion_wrong_type:
    'The JWT was signed for another purpose: its `typ` is not that of an assertion.',
  assertion_unsupported_algorithm: 'The assertion is signed with an algorithm that is not allowed.',
  assertion_bad_header: 'The assertion brings its own key, or something that we do not understand.',
  assertion_unknown_key: 'The client has no such key for that algorithm.',
  assertion_keys_unavailable:
    "The keys at the client's `jwks_uri` could not be had, or were not asked for: too many fetches.",
  assertion_bad_signature: "The signature is not by the client's key.",
  assertion_missing_claim: 'The assertion lacks one of `iss`, `sub`, `aud`, `exp`, `jti`.',
  assertion_bad_claim:
    'A claim of the assertion is of the wrong type, or it would be valid for too long.',
  assertion_wrong_issuer: 'The assertion is not by the client, about the client.',
  assertion_wrong_audience: 'The assertion is not for our issuer alone.',
  assertion_expired: 'The assertion is over.',
  assertion_not_yet_valid: 'The assertion is from the future.',
  assertion_replayed: 'The assertion has been used before.',
  held_back: 'Too many failures before; the credentials were not even weighed.',
  unknown_user: 'No account has this user name.',
  password: 'The password is wrong.',
  address_held_back: 'Too many failures from this address.',
  busy: 'More passwords are waiting to be hashed, or requests of ours under way, than this process takes on.',
  too_many_waiting: 'More clients are waiting to be told of a logout than this process takes on.',
  stopped: 'The process ended before the client could be told of the logout.',
  denied_by_user: 'The person pressed deny.',
  not_entitled: 'The person has none of the scopes.',
  malformed_code: 'What was presented cannot be a code of ours.',
  malformed_verifier: 'The verifier is missing or cannot be one.',
  unknown_code: 'No code with this digest.',
  expired: 'The code is older than its lifetime.',
  burned: 'Five bad tries have used the code up.',
  dead: 'The grant of the code has ended.',
  wrong_client: 'The code or token belongs to another client.',
  wrong_redirect_uri: 'The redirect URI is not the one of the authorization request.',
  wrong_code_challenge: 'The verifier does not fit the challenge.',
  wrong_binding: 'The refresh token is bound to another key.',
  code_replayed: 'A code was redeemed a second time, correctly: the grant ended.',
  not_ours: 'What was presented cannot be a refresh token of ours.',
  unknown_grant: 'No grant for this refresh token.',
  refresh_token_reused: 'An older refresh token came back: the family and the grant ended.',
  device_changed:
    'A refresh token came from another device than the family began on: the family and the grant ended.',
  rotated: 'The current refresh token was exchanged for its successor.',
  retried: 'The refresh token just used came again in time, and got the same successor.',
  ended_code_replayed: 'The grant had ended: its code was replayed.',
  ended_refresh_token_reused: 'The grant had ended: an older refresh token came back.',
  ended_device_changed: 'The grant had ended: a refresh token came from another device.',
  ended_revoked: 'The grant had been revoked.',
  ended_idle: 'The refresh token was unused for too long.',
  ended_absolute: 'The grant reached its absolute end.',
  ended_rotations: 'The refresh token was rotated as often as it may be.',
  raced:
    'The grant, its session or its consent changed between two looks at it, and nothing was issued; for a refresh: another request with the same token was faster, and both got the same successor.',
  user_not_active: 'The account is disabled, blocked or gone.',
  blocked: 'The account is blocked for a while, since a refresh token of it was used twice.',
  revoked_by_client: 'The client asked for it, at the revocation endpoint.',
  revoked_by_user: 'The person took back what they had granted, on the page of their applications.',
  password_changed_by_user: 'The person chose a new password; everything issued before has ended.',
  bad_hint: '`id_token_hint` is no ID token of ours.',
  other_client: '`client_id` and `id_token_hint` name two clients.',
  signed_out: 'The person was signed out, by a client or by themselves.',
  replaced: 'Somebody else signed in with the same browser.',
  url_refused: 'The address is not of a form that requests of ours are sent to.',
  address_refused: 'The host has an address that requests of ours are not sent to.',
  unresolved: 'The host has no address.',
  unreachable: 'There was no connection, no trusted certificate, or no HTTP answer.',
  timed_out: 'There was no answer in time.',
  status_refused: 'The answer had another status than it should have.',
  host_failing: 'The host of a document says that it cannot answer now.',
  client_unavailable:
    "The client's document cannot be had now, so that nobody knows whether there is such a client.",
  type_refused: 'The answer was not JSON.',
  encoding_refused: 'The answer was compressed, which we did not ask for.',
  too_large: 'The answer was longer than allowed.',
  malformed: 'The answer was not one JSON object that reads one way.',
  missing_token: 'There was no access token in the `Authorization` header.',
  revoked:
    'The token, its grant or its session has been revoked, or the person is not active; at sign-in: everything of the person was revoked at that moment.',
  not_a_person: 'The access token speaks for a client, not for a person.',
  user_codes: 'Too many wrong codes of devices, by one person, from one address or in total.',
  unknown_user_code: 'No device waits under the code that was typed.',
  registered: 'A client registered itself.',
  registration_changed: 'A client that registered itself changed its metadata.',
  registration_removed: 'A client that registered itself is gone, and all that it held is revoked.',
  registrations:
    'Too many registrations, from one address or in total, or changes of one that a client made itself.',
  wrong_registration_token: 'No token for registration, or none that is right here.',
  openings: 'Too many pages or pushed requests were begun, from this address or by this person.',
  device_codes: 'Too many codes for devices were asked for from this address.',
  vain_questions: 'A client asked too often about tokens that are not active.',
  streams: 'Too many streams of revocations at once, of one client or in total.',
  embedded:
    'A page of another site asked in the background or in a frame, where no page of ours is shown.',
  authority: 'A fault in the authority; the operational log has the details.',
} as const satisfies Readonly<Record<string, string>>

/** Closed, so that the reference lists every reason there is. */
export type RecordedReason =
  | keyof typeof recordedReasonDocs
  | keyof typeof tokenErrorDocs
  | keyof typeof registrationErrorDocs
  | keyof typeof authorizationErrorDocs
  | keyof typeof pageRefusalDocs
  /** How many refusals a fact stands for. */
  | `times_${number}`

/** The reason that says how many refusals a fact stands for, where it is not one. */
export function timesOf(times: number): readonly RecordedReason[] {
  return times === 1 ? [] : [`times_${times}`]
}
