import { posix } from 'node:path'

/**
 * Links of pages that lead nowhere, a line each. `exists` says whether a path of the repository is
 * there; `pages` holds the text of every page that an anchor may point into.
 */
export function checkLinks(
  pages: ReadonlyMap<string, string>,
  exists: (path: string) => boolean,
): readonly string[] {
  return [...pages].flatMap(([path, text]) =>
    linksOf(text).flatMap((link) => {
      const [target = '', anchor] = link.split('#')
      const found = target === '' ? path : posix.join(posix.dirname(path), target)
      if (!exists(found)) return [`${path}: \`${link}\` leads nowhere`]
      const page = pages.get(found)
      if (anchor === undefined || page === undefined || anchorsOf(page).has(anchor)) return []
      return [`${path}: \`${link}\`: the page has no such heading`]
    }),
  )
}

/** Links to places of the repository. */
function linksOf(text: string): readonly string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
}

function anchorsOf(text: string): ReadonlySet<string> {
  const headings = withoutCode(text).matchAll(/^#+ (.+)$/gm)
  return new Set([...headings].map(([, heading = '']) => anchorOf(heading)))
}

/** As the forges make them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, '')
}
