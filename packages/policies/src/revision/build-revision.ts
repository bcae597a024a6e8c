import type { Policy, Value } from '@sallyport/rego'
import { checkSignature, type SignatureRules } from '../bundle/check-signature.ts'
import { type Manifest, noManifest, parseManifest } from '../bundle/parse-manifest.ts'
import { PoliciesRefused } from '../policies-refused.ts'
import { baseName, type SourceFiles } from '../source/source-files.ts'
import { checkRoots } from './check-roots.ts'
import { type CompileRules, compileModules, packagesOf } from './compile-modules.ts'
import { digestFiles } from './digest-files.ts'
import { placeData } from './place-data.ts'
import type { Revision } from './revision.ts'
import { loadWasmPolicy, type WasmPolicy } from './wasm-policy.ts'

/** What a source must be to decide. */
export interface RevisionRules extends CompileRules {
  /** Paths below `data` that are asked, each of which must be there. */
  readonly entrypoints: readonly string[]
  /** Absent: it must not be signed. */
  readonly signature?: SignatureRules
}

/** Makes a revision of the files of a source. Rejects with PoliciesRefused for what cannot be used. */
export async function buildRevision(files: SourceFiles, rules: RevisionRules): Promise<Revision> {
  checkSignature(files, rules.signature)
  refuseUnknownKinds(files)
  const content = files.get('.manifest')
  const manifest = content === undefined ? noManifest : parseManifest(content)
  const data = placeData(files)
  const wasm = await loadWasm(files, data as Value, manifest)
  const policy = compileModules(files, data, manifest, {
    ...rules,
    entrypoints: rules.entrypoints.filter((path) => !wasm.has(path)),
  })
  checkRoots(manifest, packagesOf(policy), data)
  const digest = digestFiles(files)
  return {
    id: manifest.revision ?? digest.slice(0, 16),
    digest,
    evaluate: (path, input) => {
      const compiled = wasm.get(path)
      return compiled === undefined ? ask(policy, path, input) : compiled.evaluate(path, input)
    },
  }
}

/** What changes what a bundle means must not be passed over. */
function refuseUnknownKinds(files: SourceFiles): void {
  for (const path of files.keys()) {
    if (baseName(path) === 'patch.json') {
      throw new PoliciesRefused('it is a delta bundle (`patch.json`); only whole ones can be used')
    }
    if (path.endsWith('.manifest.pb') || (path.endsWith('.manifest') && path !== '.manifest')) {
      throw new PoliciesRefused(`\`${path}\` is not read here: the manifest must be \`.manifest\``)
    }
  }
}

/** The policies in WebAssembly by the paths that they answer. */
async function loadWasm(
  files: SourceFiles,
  data: Value,
  { wasm: resolvers }: Manifest,
): Promise<ReadonlyMap<string, WasmPolicy>> {
  const loaded = new Map<string, WasmPolicy>()
  for (const [path, content] of files) {
    if (baseName(path) === 'policy.wasm') {
      loaded.set(path, await loadWasmPolicy(path, content, data))
    }
  }
  const answers = new Map<string, WasmPolicy>()
  if (resolvers.length === 0) {
    for (const policy of loaded.values()) {
      for (const path of policy.entrypoints) answers.set(path, policy)
    }
  }
  for (const { entrypoint, module } of resolvers) {
    const policy = loaded.get(module)
    if (policy?.entrypoints.includes(entrypoint) !== true || answers.has(entrypoint)) {
      throw new PoliciesRefused(
        `\`.manifest\` says that \`${entrypoint}\` is in \`${module}\` alone, where it is not`,
      )
    }
    answers.set(entrypoint, policy)
  }
  return answers
}

function ask(policy: Policy, path: string, input: unknown): unknown {
  const outcome = policy.evaluate(path, input)
  if (outcome.kind === 'error') throw new Error(outcome.error.message)
  return outcome.kind === 'defined' ? outcome.value : undefined
}
