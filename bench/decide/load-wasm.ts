import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadPolicy } from '@open-policy-agent/opa-wasm'

/**
 * A policy as `opa` 1.19 compiled it to WebAssembly, of which `policy.wasm` in the bundle is kept:
 * `opa build -t wasm -e documents/decision examples/documents-api/policy/documents.rego` and
 * `opa build -t wasm -e envoy/authz/allow bench/decide/policies/envoy.rego`.
 */
export async function loadWasm(file: string): Promise<{ evaluate(input: unknown): unknown }> {
  const policy = await loadPolicy(readFileSync(join(import.meta.dirname, 'policies', file)))
  return { evaluate: (input) => policy.evaluate(input) }
}
