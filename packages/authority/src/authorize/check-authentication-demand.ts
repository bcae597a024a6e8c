import { accept, type Result, refuse } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import { staticKeys, verifyIdTokenHint } from '@sallyport/tokens'
import type { AuthorityOptions } from '../authority-options.ts'
import type { Parameters } from '../http/form-parameters.ts'
import { authenticationClasses } from '../session/session.ts'
import {
  type AuthenticationDemand,
  type AuthorizationErrorCode,
  type Prompt,
  prompts,
} from './authorization-request.ts'

type Checked<Value> = Result<Value, [AuthorizationErrorCode, string]>

const MOST_NONCE_CHARACTERS = 1024
/** As many as the user name field takes. */
const MOST_HINT_CHARACTERS = 256

/**
 * Checks what a request demands of the person's authentication. `display`, `ui_locales` and `claims`
 * are passed over; nothing here depends on `openid`, since RFC 9470 asks for the same without it.
 * @see OpenID Connect Core §3.1.2.1, RFC 9470 §4 and §5
 */
export async function checkAuthenticationDemand(
  parameters: Parameters,
  client: ClientRecord,
  options: AuthorityOptions,
): Promise<Checked<AuthenticationDemand>> {
  const nonce = parameters.get('nonce')
  if (nonce !== undefined && nonce.length > MOST_NONCE_CHARACTERS) {
    return refuse(['invalid_request', 'nonce is longer than 1024 characters'])
  }
  const prompt = checkPrompt(parameters.get('prompt'))
  if (!prompt.ok) return prompt
  const maxAge = checkMaxAge(parameters.get('max_age'), client)
  if (!maxAge.ok) return maxAge
  const classes = parameters.get('acr_values')?.split(' ')
  if (classes !== undefined && !classes.some((name) => authenticationClasses.includes(name))) {
    return refuse(['unmet_authentication_requirements', 'none of these acr_values can be met'])
  }
  const hinted = await checkIdTokenHint(parameters.get('id_token_hint'), client, options)
  if (!hinted.ok) return hinted
  const loginHint = readLoginHint(parameters.get('login_hint'))
  return accept({
    ...(nonce === undefined ? {} : { nonce }),
    ...(prompt.value.length === 0 ? {} : { prompt: prompt.value }),
    ...(maxAge.value === undefined ? {} : { maxAgeSeconds: maxAge.value }),
    ...(hinted.value === undefined ? {} : { hintedSubject: hinted.value }),
    ...(loginHint === undefined ? {} : { loginHint }),
  })
}

function checkPrompt(text: string | undefined): Checked<readonly Prompt[]> {
  const names = new Set((text ?? '').split(' ').filter((name) => name !== ''))
  const known = prompts.filter((prompt) => names.has(prompt))
  if (known.length !== names.size) return refuse(['invalid_request', 'prompt is not known'])
  if (names.has('none') && names.size > 1) {
    return refuse(['invalid_request', 'prompt none stands alone'])
  }
  return accept(known)
}

function checkMaxAge(text: string | undefined, client: ClientRecord): Checked<number | undefined> {
  if (text === undefined) return accept(client.default_max_age)
  return /^\d{1,9}$/.test(text)
    ? accept(Number(text))
    : refuse(['invalid_request', 'max_age must be whole seconds'])
}

/**
 * The subject of the hint. Security: only an ID token of ours for this client counts, so that nobody
 * learns or chooses a person by a token that they have from elsewhere.
 */
async function checkIdTokenHint(
  hint: string | undefined,
  client: ClientRecord,
  { issuer, keys }: AuthorityOptions,
): Promise<Checked<string | undefined>> {
  if (hint === undefined) return accept(undefined)
  const verified = await verifyIdTokenHint(hint, {
    issuer,
    keys: staticKeys(await keys.publicKeys()),
  })
  return verified.ok && verified.value.clientId === client.client_id
    ? accept(verified.value.subject)
    : refuse(['invalid_request', 'id_token_hint is not an ID token of this client'])
}

/** A hint that no user name could be is none. */
function readLoginHint(text: string | undefined): string | undefined {
  const isUsable = text !== undefined && text.length <= MOST_HINT_CHARACTERS && !/\p{C}/u.test(text)
  return isUsable ? text : undefined
}
