import type { guardOptions } from '../../packages/sallyport/src/start/guard-options.ts'
import { code, generatedFrom } from '../docs/markdown.ts'
import { type OptionTypes, renderMembers } from './options.ts'

/** `docs/reference/guard-options.md`: what `guard()`, its routes and its helpers are told. */
export function renderGuardOptions(types: OptionTypes): string {
  const first = ['GuardOptions', 'RouteOptions']
  const sorted = types.interfaces.toSorted(
    (a, b) => rank(a.name, first) - rank(b.name, first) || (a.name < b.name ? -1 : 1),
  )
  const anchors = new Map(sorted.map(({ name }) => [name, `#${name.toLowerCase()}`]))
  return [
    generatedFrom('the option types of packages/guard/src and packages/sallyport/src/start'),
    '',
    '# Options of the guard',
    '',
    '`guard()` takes `GuardOptions`, whichever adapter it comes from; `authorize()` takes `RouteOptions`. A name that is not listed, and an',
    'option that cannot be meant, throw when the guard or the route is made, and the message says what to give.',
    '',
    '`openGuardPorts()` of `sallyport`, for a guard on the store of the authority, takes [`SqlitePortsOptions`](#sqliteportsoptions) or',
    '[`StorePortsOptions`](#storeportsoptions) and answers [`GuardPorts`](#guardports); for one that shares none it takes [`AuthorityPortsOptions`](#authorityportsoptions) and answers',
    `[\`AuthorityPorts\`](#authorityports). \`guardOptions(configuration)\` of \`sallyport\` answers what a configuration says of guards:`,
    `${fromConfiguration.map(code).join(', ')}.`,
    '',
    ...sorted.flatMap((entry) => [
      `## ${entry.name}`,
      '',
      ...(entry.doc === '' ? [] : [entry.doc, '']),
      renderMembers(entry, types, anchors),
      '',
    ]),
  ].join('\n')
}

/** What `guardOptions()` answers. */
const fromConfiguration = [
  'quota',
  'trustedProxies',
  'deviceTrustHeader',
  'timeZone',
] as const satisfies readonly (keyof ReturnType<typeof guardOptions>)[]

function rank(name: string, first: readonly string[]): number {
  const index = first.indexOf(name)
  return index === -1 ? first.length : index
}
