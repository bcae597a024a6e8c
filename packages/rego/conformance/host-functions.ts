import { type Builtin, BuiltinError } from '../src/builtins/builtin.ts'
import { objectOperand } from '../src/builtins/operand.ts'
import { unavailable } from '../src/builtins/unavailable.ts'
import { getKey, keysOf } from '../src/values/objects.ts'
import { printValue } from '../src/values/print.ts'
import { RegoSet } from '../src/values/rego-set.ts'

/** What a request of `http.send` may say; see OPA's policy reference. */
const requestKeys: ReadonlySet<unknown> = new Set([
  'method',
  'url',
  'body',
  'enable_redirect',
  'force_json_decode',
  'force_yaml_decode',
  'headers',
  'raw_body',
  'tls_use_system_certs',
  'tls_ca_cert',
  'tls_ca_cert_file',
  'tls_ca_cert_env_variable',
  'tls_client_cert',
  'tls_client_cert_file',
  'tls_client_cert_env_variable',
  'tls_client_key',
  'tls_client_key_file',
  'tls_client_key_env_variable',
  'tls_insecure_skip_verify',
  'tls_server_name',
  'timeout',
  'cache',
  'force_cache',
  'force_cache_duration_seconds',
  'raise_error',
  'caching_mode',
  'max_retry_attempts',
  'cache_ignored_headers',
])
const requiredKeys = ['method', 'url']

/**
 * What a host may register: the cases call `http.send` to see it refuse a request, and name `opa.runtime`.
 * Nothing is sent.
 */
export const hostFunctions: readonly Builtin[] = [
  {
    ...declared('http.send'),
    evaluate: (_call, given) => {
      const request = objectOperand(given, 1)
      const wrong = keysOf(request).filter((key) => !requestKeys.has(key))
      if (wrong.length > 0) throw refused('invalid request parameters(s)', wrong)
      const missing = requiredKeys.filter((key) => getKey(request, key) === undefined)
      if (missing.length > 0) throw refused('missing required request parameters(s)', missing)
      throw new BuiltinError('nothing is sent from here')
    },
  },
  { ...declared('opa.runtime'), evaluate: () => ({}) },
]

function declared(name: string): Builtin {
  const { unavailable: _, ...builtin } = unavailable.find((known) => known.name === name) as Builtin
  return builtin
}

function refused(reason: string, keys: Iterable<Parameters<typeof printValue>[0]>): BuiltinError {
  return new BuiltinError(
    `operand 1 ${reason}: ${printValue(RegoSet.from(keys))}`,
    'eval_type_error',
  )
}
