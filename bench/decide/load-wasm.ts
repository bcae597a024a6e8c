import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadPolicy } from '@open-policy-agent/opa-wasm'

/**
 * A policy as `opa` compiled it to WebAssembly, from the text beside it:
 * `opa build -t wasm -e documents/allow documents.rego` and `-e envoy/authz/allow envoy.rego`, of which
 * `policy.wasm` in the bundle is kept.
 */
export async function loadWasm(file: string): Promise<{ evaluate(input: unknown): unknown }> {
  const policy = await loadPolicy(readFileSync(join(import.meta.dirname, 'policies', file)))
  return { evaluate: (input) => policy.evaluate(input) }
}
