import { deviceGrantType } from '../../src/device/authorize-device.ts'
import { type Bench, documentsApi, saveClient } from './open-authority.ts'
import { type Changes, type Page, type Person, tokenRequest } from './person.ts'

/** Saves the public client `tv`, which may use the device grant and refresh. */
export function saveDeviceClient(bench: Bench) {
  return saveClient(bench.store, {
    client_id: 'tv',
    client_name: 'The TV',
    redirect_uris: [],
    grant_types: [deviceGrantType, 'refresh_token'],
    scope: 'openid read:documents write:documents',
  })
}

interface DeviceCodes {
  readonly device_code: string
  readonly user_code: string
  readonly verification_uri: string
  readonly verification_uri_complete: string
  readonly expires_in: number
  readonly interval: number
}

/** A device authorization request that is known to succeed, with changes. */
export function askForCodes(bench: Bench, changes: Changes = {}, address?: string) {
  const asked = {
    grant_type: undefined,
    code_verifier: undefined,
    client_id: 'tv',
    scope: 'read:documents',
    resource: documentsApi,
    ...changes,
  }
  const init = { url: '/device/authorize', ...(address === undefined ? {} : { address }) }
  return tokenRequest(bench, asked, init)
}

/** The codes of a request that succeeds. */
export async function deviceCodes(bench: Bench, changes: Changes = {}): Promise<DeviceCodes> {
  const { status, body } = await askForCodes(bench, changes)
  if (status !== 200) throw new Error(`no codes: ${JSON.stringify(body)}`)
  return body as unknown as DeviceCodes
}

/** A poll of the device. */
export function poll(bench: Bench, deviceCode: string, changes: Changes = {}) {
  return tokenRequest(bench, {
    grant_type: deviceGrantType,
    code_verifier: undefined,
    client_id: 'tv',
    device_code: deviceCode,
    ...changes,
  })
}

/** Opens the page, signing in where asked. */
export async function openDevicePage(
  person: Person,
  url = '/device',
  username = 'alice',
): Promise<Page> {
  const page = await person.follow(await person.fetch(url))
  return page.action.includes('/sign-in') ? person.signIn(page, username) : page
}

/** Types a code and arrives at the next page. */
export async function typeCode(person: Person, page: Page, userCode: string): Promise<Page> {
  return person.follow(await person.submit(page, { user_code: userCode }))
}

/** The whole way: opens the page, types the code, decides. */
export async function decide(
  person: Person,
  userCode: string,
  decision: 'allow' | 'deny' = 'allow',
): Promise<Page> {
  const shown = await typeCode(person, await openDevicePage(person), userCode)
  return person.follow(await person.submit(shown, { decision }))
}
