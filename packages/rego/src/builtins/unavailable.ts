import { type Builtin, BuiltinError } from './builtin.ts'
import { any, array, boolean, object, oneOf, set, string, type Type } from './type.ts'

const facts = object(string, any)
const graph = oneOf(string, object(any, any))
const goShapes =
  'certificates and keys would come in the JSON shapes of Go: parse them before, and give facts as input'
const parsedByServer =
  'a GraphQL query is parsed by the server that runs it: give what was parsed as input'
const noNetwork =
  'an evaluation makes no network calls: fetch the facts before, and give them as input'

/**
 * Functions of OPA that are not here. A call is a compile error that says why, unless the host registers a
 * function of that name; tests may replace them by `with`, as they would have to in OPA.
 */
export const unavailable: readonly Builtin[] = [
  absent('http.send', noNetwork, [facts], object(any, any), ['request']),
  absent('net.lookup_ip_addr', noNetwork, [string], set(string)),
  absent('opa.runtime', 'it tells about the OPA process, and there is none', [], facts),
  absent(
    'providers.aws.sign_req',
    'to sign requests is no business of a policy',
    [facts, facts, any],
    facts,
  ),
  absent('rego.parse_module', "it gives OPA's own syntax tree", [string, string], facts),
  absent(
    'strings.render_template',
    "it needs Go's text/template: use `sprintf` or a template string",
    [string, facts],
    string,
  ),
  absent('graphql.is_valid', parsedByServer, [graph, graph], boolean),
  absent('graphql.parse', parsedByServer, [graph, graph], array(any)),
  absent('graphql.parse_and_verify', parsedByServer, [graph, graph], array(any)),
  absent('graphql.parse_query', parsedByServer, [string], object(any, any)),
  absent('graphql.parse_schema', parsedByServer, [string], object(any, any)),
  absent('graphql.schema_is_valid', parsedByServer, [graph], boolean),
  absent('crypto.parse_private_keys', goShapes, [string], array(facts)),
  absent('crypto.x509.parse_and_verify_certificates', goShapes, [string], array(any)),
  absent(
    'crypto.x509.parse_and_verify_certificates_with_options',
    goShapes,
    [string, facts],
    array(any),
  ),
  absent('crypto.x509.parse_certificate_request', goShapes, [string], facts),
  absent('crypto.x509.parse_certificates', goShapes, [string], array(facts)),
  absent('crypto.x509.parse_keypair', goShapes, [string, string], facts),
  absent('crypto.x509.parse_rsa_private_key', goShapes, [string], facts),
]

function absent(
  name: string,
  reason: string,
  args: readonly Type[],
  result: Type,
  names: readonly string[] = [],
): Builtin {
  return {
    name,
    description: reason,
    unavailable: reason,
    args: args.map((type, i) => ({ name: names[i] ?? `x${i + 1}`, type })),
    result: { name: 'output', type: result },
    evaluate: () => {
      throw new BuiltinError(`not available here: ${reason}`)
    },
  }
}
