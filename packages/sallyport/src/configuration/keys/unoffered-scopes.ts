import { nearestName } from '@sallyport/protocol'
import { printable } from '../read/place.ts'

/** What is to be said of each scope that no resource offers: most likely it is mistyped. */
export function unofferedScopes(
  names: readonly string[],
  offered: readonly string[],
): readonly string[] {
  const unknown = names.filter((name) => name !== '' && !offered.includes(name))
  return unknown.map((name) => {
    const nearest = nearestName(name, offered)
    const hint = nearest === undefined ? '' : `; did you mean \`${nearest}\`?`
    return `names the scope ${printable(name)}, which no resource offers${hint}`
  })
}
