import type { Node, SourceFile } from 'typescript/unstable/ast'

/** The doc comment before a declaration, as one paragraph in which `@see` is a sentence; empty where there is none. */
export function docComment(file: SourceFile, node: Node): string {
  return lastDocComment(file.text.slice(node.pos, node.getStart(file)))
}

/** The last doc comment of a stretch of source that holds nothing but white space, comments and `|`. */
export function lastDocComment(text: string): string {
  const comment = [...text.matchAll(/\/\*\*(.*?)\*\//gs)].at(-1)?.[1] ?? ''
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trim())
    .map((line) => line.replace(/^@see (.*[^.])\.?$/, 'See $1.'))
    .filter((line) => line !== '')
    .join(' ')
}
