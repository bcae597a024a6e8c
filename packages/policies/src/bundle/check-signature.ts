import { type JsonObject, parseStrictJsonObject } from '@sallyport/protocol'
import { PoliciesRefused } from '../policies-refused.ts'
import type { SourceFiles } from '../source/source-files.ts'
import type { CheckedKey } from './bundle-keys.ts'
import { digestFile } from './digest-file.ts'
import { verifyJws } from './verify-jws.ts'

const signatures = '.signatures.json'

/** What bundles must be signed with. */
export interface SignatureRules {
  readonly keys: readonly CheckedKey[]
  /** Must be that of the signature; absent: it must have none. */
  readonly scope?: string
}

/**
 * Checks that every file but `.signatures.json` is what was signed, and that none is missing. With rules
 * an unsigned bundle is refused; without any, a signed one is, since nobody could tell whether it holds.
 * Throws PoliciesRefused. Invariant: nothing of a file is believed before this.
 * @see https://www.openpolicyagent.org/docs/management-bundles#signature-verification
 */
export function checkSignature(files: SourceFiles, rules: SignatureRules | undefined): void {
  const content = files.get(signatures)
  if (content === undefined) {
    if (rules !== undefined) throw new PoliciesRefused('it is not signed, and must be')
    return
  }
  if (rules === undefined) {
    throw new PoliciesRefused('it is signed, and there is no key to check that with: give one')
  }
  const payload = verifyJws(readJws(content), rules.keys)
  const scope = payload.scope ?? ''
  if (scope !== (rules.scope ?? '')) {
    throw new PoliciesRefused('the signature is for another scope than is expected here')
  }
  compare(files, readListed(payload))
}

function readJws(content: Uint8Array): string {
  const signed = parseStrictJsonObject(new TextDecoder().decode(content))
  const jws = Array.isArray(signed?.signatures) ? signed.signatures : []
  if (jws.length !== 1 || typeof jws[0] !== 'string') {
    throw new PoliciesRefused(`\`${signatures}\` must hold exactly one signature`)
  }
  const { plugin = '_default' } = signed ?? {}
  if (plugin !== '' && plugin !== '_default') {
    throw new PoliciesRefused(`\`${signatures}\` names a plugin; there are none here`)
  }
  return jws[0]
}

type Listed = ReadonlyMap<string, { readonly hash: string; readonly algorithm: unknown }>

function readListed({ files }: JsonObject): Listed {
  if (!Array.isArray(files)) throw new PoliciesRefused('the signature lists no files')
  const listed = new Map<string, { readonly hash: string; readonly algorithm: unknown }>()
  for (const file of files) {
    const { name, hash, algorithm } = file ?? {}
    if (typeof name !== 'string' || typeof hash !== 'string' || listed.has(name)) {
      throw new PoliciesRefused('the signature lists a file in a way that cannot be read')
    }
    listed.set(name, { hash: hash.toLowerCase(), algorithm })
  }
  return listed
}

function compare(files: SourceFiles, listed: Listed): void {
  for (const [path, content] of files) {
    if (path === signatures) continue
    const signed = listed.get(path)
    if (signed === undefined) throw new PoliciesRefused(`\`${path}\` is not among what was signed`)
    if (digestFile(path, content, signed.algorithm) !== signed.hash) {
      throw new PoliciesRefused(`\`${path}\` is not as it was signed`)
    }
  }
  for (const path of listed.keys()) {
    if (!files.has(path)) throw new PoliciesRefused(`\`${path}\` was signed and is missing`)
  }
}
