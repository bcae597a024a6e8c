import { code, generatedFrom } from '../docs/markdown.ts'
import { namesIn, type OptionTypes, renderMembers } from './options.ts'

const root = 'ConfigurationInput'

/** `docs/reference/configuration.md`: every key of `sallyport.config.ts`. */
export function renderConfiguration(types: OptionTypes): string {
  const places = findPlaces(types)
  const anchors = new Map([...places].map(([name, key]) => [name, `#${key.toLowerCase()}`]))
  return [
    generatedFrom('packages/sallyport/src/configuration/define-config.ts'),
    '',
    '# Configuration',
    '',
    'Write it with `defineConfig` of `sallyport`, which tells editors the types. A key that is not listed here is refused with the nearest',
    'name that is. A wrong configuration ends the command with exit code 2, and says which key is wrong and what is allowed.',
    '',
    ...types.interfaces
      .toSorted((a, b) => rank(a.name, places) - rank(b.name, places))
      .flatMap((entry) => {
        const place = places.get(entry.name)
        const heading = place === undefined ? [] : [`## ${place}`, '']
        const about = entry.doc === '' ? [] : [entry.doc, '']
        return [...heading, ...about, renderMembers(entry, types, anchors), '']
      }),
    `A secret is the text itself or ${code("{ env: 'NAME' }")}, the name of the environment variable that holds it.`,
    '',
  ].join('\n')
}

/** The key under which each interface is first met, from the root on. */
function findPlaces({ interfaces }: OptionTypes): ReadonlyMap<string, string> {
  const places = new Map<string, string>()
  const open = [root]
  for (const name of open) {
    for (const member of interfaces.find((entry) => entry.name === name)?.members ?? []) {
      for (const target of namesIn(member.type)) {
        if (places.has(target) || !interfaces.some((entry) => entry.name === target)) continue
        places.set(target, member.name)
        open.push(target)
      }
    }
  }
  return places
}

function rank(name: string, places: ReadonlyMap<string, string>): number {
  return name === root ? -1 : [...places.keys()].indexOf(name)
}
