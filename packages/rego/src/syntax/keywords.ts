import type { RegoVersion } from './ast.ts'
import { Token } from './token.ts'

/** The words that a module knows as keywords. */
export type Keywords = ReadonlyMap<string, Token>

const always: readonly (readonly [string, Token])[] = [
  ['package', Token.package],
  ['import', Token.import],
  ['as', Token.as],
  ['default', Token.default],
  ['else', Token.else],
  ['not', Token.not],
  ['some', Token.some],
  ['with', Token.with],
  ['null', Token.null],
  ['true', Token.true],
  ['false', Token.false],
]

/** What v0 has to import and v1 has from the start. */
export const importedInV0: readonly (readonly [string, Token])[] = [
  ['in', Token.in],
  ['every', Token.every],
  ['contains', Token.contains],
  ['if', Token.if],
]

/** Imported in every version. */
const still: readonly (readonly [string, Token])[] = [['not', Token.not]]
const experimental: readonly (readonly [string, Token])[] = [
  ['and', Token.and],
  ['or', Token.or],
]

export const keywordsOfV0: Keywords = new Map(always)
export const keywordsOfV1: Keywords = new Map([...always, ...importedInV0])

/** The keywords of a version before anything is imported. */
export function firstKeywords(version: RegoVersion): Keywords {
  return version === 'v1' ? keywordsOfV1 : keywordsOfV0
}

/** The keywords that `import future.keywords` and `import future.keywords.x` may name. */
export function importableKeywords(allowExperimental: boolean): Keywords {
  return new Map([...importedInV0, ...still, ...(allowExperimental ? experimental : [])])
}

/** `every` brings `in` along. */
export function addKeywords(
  keywords: Keywords,
  added: Iterable<readonly [string, Token]>,
): Keywords {
  const all = new Map(keywords)
  for (const [word, token] of added) {
    all.set(word, token)
    if (token === Token.every) all.set('in', Token.in)
  }
  return all
}

const everImportable = importableKeywords(true)

/** As `import` lines are read: there `future.keywords.in` holds plain names. */
export function withoutImportable(keywords: Keywords): Keywords {
  return new Map([...keywords].filter(([word]) => !everImportable.has(word)))
}

/** The words that may not be the name of a rule or an import. */
export function isKeywordOf(version: RegoVersion, word: string): boolean {
  return (version === 'v0' ? keywordsOfV0 : keywordsOfV1).has(word)
}

/** Messages say `unexpected if keyword` of these, `unexpected plus token` of all others. */
export function isKeywordToken(token: Token): boolean {
  return keywordTokens.has(token)
}

const keywordTokens: ReadonlySet<Token> = new Set([
  ...keywordsOfV1.values(),
  ...everImportable.values(),
])
