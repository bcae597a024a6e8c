import { SyntaxKind } from 'typescript/unstable/ast'
import { createScanner } from 'typescript/unstable/ast/scanner'

/** One place where a source file names another module. */
export interface ImportStatement {
  readonly specifier: string
  /** 1 is the first. */
  readonly line: number
  /** `star`: an `export * from`, which hides what a file exports. */
  readonly form: 'import' | 'star'
}

interface Token {
  readonly kind: SyntaxKind
  readonly value: string
  readonly start: number
}

/**
 * Every static import, re-export, side-effect import, import type and dynamic import with a literal
 * name, in order. Type-only ones count: a direction is a direction. Names computed at run time are
 * not seen.
 */
export function readImports(source: string): readonly ImportStatement[] {
  const tokens = readTokens(source)
  const found: ImportStatement[] = []
  for (const [i, token] of tokens.entries()) {
    if (tokens[i - 1]?.kind === SyntaxKind.DotToken) continue
    const named =
      token.kind === SyntaxKind.ImportKeyword
        ? importedName(tokens, i + 1)
        : token.kind === SyntaxKind.ExportKeyword
          ? reExportedName(tokens, i + 1)
          : undefined
    if (named === undefined) continue
    const line = source.slice(0, token.start).split('\n').length
    found.push({ ...named, line })
  }
  return found
}

type Named = Pick<ImportStatement, 'specifier' | 'form'>

function importedName(tokens: readonly Token[], from: number): Named | undefined {
  const next = tokens[from]
  if (next?.kind === SyntaxKind.StringLiteral) return { specifier: next.value, form: 'import' }
  if (next?.kind === SyntaxKind.OpenParenToken) {
    const name = tokens[from + 1]
    const literal =
      name?.kind === SyntaxKind.StringLiteral ||
      name?.kind === SyntaxKind.NoSubstitutionTemplateLiteral
    return literal ? { specifier: name.value, form: 'import' } : undefined
  }
  return nameAfterFrom(tokens, from, 'import')
}

function reExportedName(tokens: readonly Token[], from: number): Named | undefined {
  const first = tokens[from]?.kind === SyntaxKind.TypeKeyword ? from + 1 : from
  const kind = tokens[first]?.kind
  if (kind === SyntaxKind.AsteriskToken) return nameAfterFrom(tokens, first, 'star')
  if (kind !== SyntaxKind.OpenBraceToken) return undefined
  const close = tokens.findIndex(
    (token, i) => i > first && token.kind === SyntaxKind.CloseBraceToken,
  )
  return tokens[close + 1]?.kind === SyntaxKind.FromKeyword
    ? nameAfterFrom(tokens, close + 1, 'import')
    : undefined
}

/** The name after `from`; undefined as soon as something comes that no import clause holds. */
function nameAfterFrom(
  tokens: readonly Token[],
  start: number,
  form: ImportStatement['form'],
): Named | undefined {
  for (let i = start; i < tokens.length; i += 1) {
    const [token, next] = [tokens[i], tokens[i + 1]]
    if (token === undefined || !isClausePart(token.kind)) return undefined
    if (token.kind === SyntaxKind.FromKeyword && next?.kind === SyntaxKind.StringLiteral) {
      return { specifier: next.value, form }
    }
  }
  return undefined
}

function isClausePart(kind: SyntaxKind): boolean {
  return (
    kind === SyntaxKind.Identifier ||
    kind === SyntaxKind.StringLiteral ||
    kind === SyntaxKind.OpenBraceToken ||
    kind === SyntaxKind.CloseBraceToken ||
    kind === SyntaxKind.CommaToken ||
    kind === SyntaxKind.AsteriskToken ||
    (kind >= SyntaxKind.FirstKeyword && kind <= SyntaxKind.LastKeyword)
  )
}

/**
 * TypeScript's own scanner, told the two things that a scanner alone cannot know: where a slash opens
 * a regular expression, and where a brace closes a template's hole.
 */
function readTokens(source: string): readonly Token[] {
  const scanner = createScanner(true)
  scanner.setText(source)
  const tokens: Token[] = []
  const bracesInHole: number[] = []
  for (;;) {
    let kind = scanner.scan()
    if (kind === SyntaxKind.EndOfFile) return tokens
    const slash = kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken
    if (slash && !endsValue(tokens.at(-1)?.kind)) kind = scanner.reScanSlashToken()
    const braces = bracesInHole.pop()
    if (braces !== undefined) {
      if (kind === SyntaxKind.OpenBraceToken) bracesInHole.push(braces + 1)
      else if (kind !== SyntaxKind.CloseBraceToken) bracesInHole.push(braces)
      else if (braces > 0) bracesInHole.push(braces - 1)
      else {
        kind = scanner.reScanTemplateToken(false)
        if (kind === SyntaxKind.TemplateMiddle) bracesInHole.push(0)
      }
    }
    if (kind === SyntaxKind.TemplateHead) bracesInHole.push(0)
    tokens.push({ kind, value: scanner.getTokenValue(), start: scanner.getTokenStart() })
  }
}

/** Whether a slash after this token divides. */
function endsValue(kind: SyntaxKind | undefined): boolean {
  return (
    kind === SyntaxKind.Identifier ||
    kind === SyntaxKind.ThisKeyword ||
    kind === SyntaxKind.SuperKeyword ||
    kind === SyntaxKind.NumericLiteral ||
    kind === SyntaxKind.BigIntLiteral ||
    kind === SyntaxKind.StringLiteral ||
    kind === SyntaxKind.RegularExpressionLiteral ||
    kind === SyntaxKind.NoSubstitutionTemplateLiteral ||
    kind === SyntaxKind.TemplateTail ||
    kind === SyntaxKind.CloseParenToken ||
    kind === SyntaxKind.CloseBracketToken ||
    kind === SyntaxKind.CloseBraceToken
  )
}
