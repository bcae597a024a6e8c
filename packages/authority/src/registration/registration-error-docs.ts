/** What each error code of the registration endpoints tells the client (RFC 7591 §3.2.2, RFC 6750 §3.1). */
export const registrationErrorDocs = {
  invalid_redirect_uri:
    'A redirect URI is not one that may be registered; the description says which.',
  invalid_client_metadata:
    'The body is not one JSON object, or a member of it is wrong; the description says which, and what it must be.',
  invalid_token:
    'The initial access token, or the registration access token of this client, is missing or not the right one.',
} as const satisfies Readonly<Record<string, string>>

export type RegistrationErrorCode = keyof typeof registrationErrorDocs
