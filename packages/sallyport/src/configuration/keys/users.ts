import { canonicalUsername, checkNewPassword, minPasswordCharacters } from '@sallyport/authority'
import { isScopeName, Secret } from '@sallyport/protocol'
import type { ConfiguredUser } from '../configuration.ts'
import { readIdentifier, unlikeToken } from '../read/read-identifier.ts'
import { readSecret } from '../read/read-secret.ts'
import { type Reader, readList, readObject, readText } from '../read/read-value.ts'

/** More than any password hasher of ours accepts. */
const mostPasswordBytes = 1024

/** Reads one user. Without scopes the person is entitled to none. */
export const readUser: Reader<ConfiguredUser> = (place, value) => {
  const fields = readObject(place, value, [
    'username',
    'password',
    'sub',
    'name',
    'email',
    'roles',
    'department',
    'scopes',
  ])
  if (fields === undefined) return undefined
  const username = fields.required('username', 'the name the person signs in with', readUsername)
  const password = fields.optional('password', readPassword(username ?? ''))
  const sub = fields.optional('sub', readIdentifier)
  const name = fields.optional('name', readName)
  const email = fields.optional('email', readEmail)
  const roles = fields.withDefault('roles', [], readList(readText))
  const department = fields.optional('department', readText)
  const scopes = fields.withDefault('scopes', [], readScopeNames)
  if (username === undefined || roles === undefined || scopes === undefined) return undefined
  return {
    username,
    ...(password === undefined ? {} : { password }),
    ...(sub === undefined ? {} : { sub }),
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    roles: [...new Set(roles)],
    ...(department === undefined ? {} : { department }),
    scopes,
  }
}

/** Answers the canonical form. */
const readUsername: Reader<string> = (place, value) => {
  const text = readText(place, value)
  if (text === undefined) return undefined
  return (
    canonicalUsername(text) ??
    place.refuse('must be 1 to 64 letters, digits and `. _ @ + -`, without spaces')
  )
}

/** `serve` refuses a weak password, `dev` warns of it. Security: no message shows it. */
function readPassword(username: string): Reader<Secret<string>> {
  return (place, value) => {
    const password = readSecret(place, value)
    if (password === undefined) return undefined
    const normal = password.reveal().normalize('NFC')
    if (Buffer.byteLength(normal) > mostPasswordBytes) {
      return place.refuse(`is longer than ${mostPasswordBytes} bytes`)
    }
    const checked = checkNewPassword(normal, { username })
    if (checked.ok) return new Secret(checked.value)
    const what = `${checked.refusal}; at least ${minPasswordCharacters} characters that are hard to guess are needed`
    if (place.context.command === 'serve') return place.refuse(what)
    place.warn(`${what}, and \`serve\` refuses it`)
    return new Secret(normal)
  }
}

const readName: Reader<string> = (place, value) => {
  const name = readText(place, value)
  return name === undefined || name.length <= 256
    ? name
    : place.refuse('is longer than 256 characters')
}

/** One address, as far as its text tells (RFC 5321 §4.5.3.1); whether it is read is not ours to know. */
const readEmail: Reader<string> = (place, value) => {
  const email = readText(place, value)
  if (email === undefined) return undefined
  return email.length <= 254 && /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]+$/.test(email)
    ? email
    : place.refuse('must be one e-mail address, such as `alice@example.com`')
}

/** Reads a list of scope names, each once. */
export const readScopeNames: Reader<readonly string[]> = (place, value) => {
  const names = readList(readScopeName)(place, value)
  return names === undefined ? undefined : [...new Set(names)]
}

const readScopeName: Reader<string> = (place, value) =>
  typeof value === 'string' && isScopeName(value)
    ? unlikeToken(place, value)
    : place.refuse('must be one scope name, such as `read:documents`, without spaces')
