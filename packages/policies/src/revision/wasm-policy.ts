import { toJson, type Value } from '@sallyport/rego'
import { PoliciesRefused } from '../policies-refused.ts'

/** A policy that was compiled to WebAssembly by OPA. */
export interface WasmPolicy {
  /** Paths below `data` that it answers. */
  readonly entrypoints: readonly string[]
  /** What stands at one of them. Throws where it fails. */
  evaluate(entrypoint: string, input: unknown): unknown
}

/** What is used of the SDK. Its types name exports that only its default export has. */
interface Sdk {
  loadPolicySync(module: WebAssembly.Module): Loaded
}

interface Loaded {
  readonly entrypoints: object
  setData(json: ArrayBuffer): void
  evaluate(input: unknown, entrypoint: string): readonly { readonly result?: unknown }[]
}

/** The SDK is an optional peer: only who has a `policy.wasm` needs it. */
async function importSdk(): Promise<Sdk> {
  const imported: unknown = await import('@open-policy-agent/opa-wasm')
  return (imported as { readonly default: Sdk }).default
}

/**
 * Loads a `policy.wasm` with its base document. Rejects with PoliciesRefused for what is none, and where
 * the package `@open-policy-agent/opa-wasm` is not installed.
 */
export async function loadWasmPolicy(
  file: string,
  content: Uint8Array,
  data: Value,
  load: () => Promise<Sdk> = importSdk,
): Promise<WasmPolicy> {
  const sdk = await load().catch((error: unknown) => {
    throw new PoliciesRefused(
      `\`${file}\` needs the package \`@open-policy-agent/opa-wasm\`: \`npm install @open-policy-agent/opa-wasm\``,
      { cause: error },
    )
  })
  try {
    const module = await WebAssembly.compile(new Uint8Array(content))
    checkModule(module)
    const text = new TextEncoder().encode(toJson(data))
    const start = (): Loaded => {
      const loaded = sdk.loadPolicySync(module)
      loaded.setData(text.buffer)
      return loaded
    }
    return policyFrom(start)
  } catch (error) {
    throw new PoliciesRefused(`\`${file}\` cannot be used: ${messageOf(error)}`, { cause: error })
  }
}

function checkModule(module: WebAssembly.Module): void {
  const isOpa = WebAssembly.Module.exports(module).some(
    ({ name }) => name === 'opa_wasm_abi_version',
  )
  if (!isOpa) throw new Error('it was not made by `opa build -t wasm`')
}

function policyFrom(start: () => Loaded): WasmPolicy {
  let loaded: Loaded | undefined = start()
  const entrypoints: readonly string[] = Object.keys(loaded.entrypoints)
  return {
    entrypoints,
    evaluate: (entrypoint, input) => {
      loaded ??= start()
      try {
        const [answer] = loaded.evaluate(input, entrypoint)
        return answer?.result
      } catch (error) {
        // Memory that an evaluation left behind half done is not used again.
        loaded = undefined
        throw new Error(`the policy in WebAssembly failed: ${messageOf(error)}`, { cause: error })
      }
    },
  }
}

/** The SDK throws texts, and objects with a message, as well as errors. */
function messageOf(error: unknown): string {
  if (typeof error === 'string') return error
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined
  return typeof message === 'string' ? message : 'no reason was given'
}
