import type { YamlCase } from './yaml-cases.ts'

const x509 = 'X.509 and private keys in the JSON shapes of Go'

/** Folders of the suite about what is not built, with the reason. */
const folders: { readonly [folder: string]: string } = {
  'providers-aws': 'AWS request signing: no use in an authorization engine inside a process',
  netlookupipaddr: 'DNS look-up: the evaluator makes no network calls',
  rendertemplate: "strings.render_template needs Go's text/template",
  regoparsemodule: "rego.parse_module returns OPA's own syntax tree",
  graphql: "graphql.*: a GraphQL validator with gqlparser's error texts",
  cryptox509parseandverifycertificates: x509,
  cryptox509parsecertificaterequest: x509,
  cryptox509parsecertificates: x509,
  cryptox509parsekeypair: x509,
  cryptox509parsersaprivatekey: x509,
  cryptoparsersaprivatekeys: x509,
}

/** Why a case is not run; undefined where it is. */
export function skipReason({ folder, fields }: YamlCase): string | undefined {
  const known = folders[folder]
  if (known !== undefined) return known
  const texts = [...((fields.modules ?? []) as readonly string[]), String(fields.query)]
  if (texts.some((text) => text.includes('test.sleep'))) {
    return "test.sleep: a built-in that only OPA's own test program has"
  }
  return undefined
}
