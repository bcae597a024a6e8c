import type { Command } from 'commander'
import { auditEventDocs } from '../../packages/audit/src/events/event-docs.ts'
import {
  authorizationErrorDocs,
  pageRefusalDocs,
} from '../../packages/authority/src/authorize/authorization-error-docs.ts'
import { endpointDocs } from '../../packages/authority/src/http/endpoint-docs.ts'
import { recordedReasonDocs } from '../../packages/authority/src/http/recorded-reasons.ts'
import { tokenErrorDocs } from '../../packages/authority/src/http/token-error-docs.ts'
import { registrationErrorDocs } from '../../packages/authority/src/registration/registration-error-docs.ts'
import { refusalKinds } from '../../packages/guard/src/refusals/refusal.ts'
import { refusalDocs } from '../../packages/guard/src/refusals/refusal-docs.ts'
import { builtinFamilies } from '../../packages/rego/src/builtins/table.ts'
import { unavailable } from '../../packages/rego/src/builtins/unavailable.ts'
import type { CommandWorld } from '../../packages/sallyport/src/cli/command-world.ts'
import { makeProgram } from '../../packages/sallyport/src/cli/program.ts'
import { operatorEndpointDocs } from '../../packages/sallyport/src/operator/endpoint-docs.ts'
import { parseFolder } from '../typescript/parse-folder.ts'
import { readAliases, type UnionMember } from '../typescript/read-aliases.ts'
import { type OptionTypes, readOptionTypes } from './options.ts'
import type { BuiltinDocs } from './render-builtins.ts'
import type { ErrorTables } from './render-errors.ts'

/** What the reference is made of: the tables and types of the code itself. */
export interface Reference {
  readonly configuration: OptionTypes
  readonly guardOptions: OptionTypes
  readonly endpoints: typeof endpointDocs & typeof operatorEndpointDocs
  readonly errors: ErrorTables
  readonly auditEvents: typeof auditEventDocs
  readonly program: Command
  readonly builtins: BuiltinDocs
}

/** Reads it from a repository's sources. */
export function readReference(root: string): Reference {
  return {
    configuration: readOptions(root, 'packages/sallyport/src/configuration', ['Input']),
    guardOptions: joinOptions(
      readOptions(root, 'packages/guard/src', ['Options', 'Rules', 'ToolContext']),
      readOptions(root, 'packages/sallyport/src/start', [
        'AuthorityPorts',
        'AuthorityPortsOptions',
        'GuardPorts',
        'GuardPortsSettings',
        'SqlitePortsOptions',
        'StorePortsOptions',
      ]),
    ),
    endpoints: { ...endpointDocs, ...operatorEndpointDocs },
    errors: {
      authorization: authorizationErrorDocs,
      pages: pageRefusalDocs,
      token: tokenErrorDocs,
      registration: registrationErrorDocs,
      recorded: recordedReasonDocs,
      refusals: refusalDocs,
      answers: refusalKinds,
      credentials: readUnion(root, 'packages/guard/src/arrival/*.ts', 'CredentialsReason'),
      tokenRefusals: readUnion(root, 'packages/tokens/src/access-token/*.ts', 'TokenRefusal'),
    },
    auditEvents: auditEventDocs,
    program: makeProgram(noWorld),
    builtins: { families: builtinFamilies, unavailable },
  }
}

function readOptions(root: string, folder: string, endings: readonly string[]): OptionTypes {
  const words = 'packages/{protocol,tokens}/src/**/*.ts'
  return readOptionTypes(parseFolder(root, [words, `${folder}/**/*.ts`]), folder, endings)
}

function joinOptions(one: OptionTypes, other: OptionTypes): OptionTypes {
  return {
    interfaces: [...one.interfaces, ...other.interfaces],
    aliases: new Map([...one.aliases, ...other.aliases]),
  }
}

/** Members of a union type of which there is one by its name under a root. */
function readUnion(root: string, pattern: string, name: string): readonly UnionMember[] {
  const files = parseFolder(root, [pattern])
  const alias = [...files.values()].flatMap(readAliases).find((found) => found.name === name)
  if (alias === undefined) throw new Error(`no type ${name} in ${pattern}`)
  return alias.members
}

/** Commands are described here, never run. */
const noWorld: CommandWorld = new Proxy({} as CommandWorld, {
  get() {
    throw new Error('a command was run to describe it')
  },
})
