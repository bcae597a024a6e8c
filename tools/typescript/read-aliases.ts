import {
  isTypeAliasDeclaration,
  isUnionTypeNode,
  type SourceFile,
  type TypeNode,
} from 'typescript/unstable/ast'
import { docComment, lastDocComment } from './doc-comment.ts'

/** A named type that is no interface. */
export interface AliasDoc {
  readonly name: string
  readonly doc: string
  /** As in the source, on one line. */
  readonly type: string
  /** What a union is made of; empty for another type. */
  readonly members: readonly UnionMember[]
}

export interface UnionMember {
  readonly type: string
  readonly doc: string
}

/** Every type alias of a source file, in order. */
export function readAliases(file: SourceFile): readonly AliasDoc[] {
  return file.statements.filter(isTypeAliasDeclaration).map((declaration) => ({
    name: declaration.name.text,
    doc: docComment(file, declaration),
    type: onOneLine(declaration.type.getText(file)),
    members: unionMembers(file, declaration.type),
  }))
}

/** Source text of a type as one line, without the bars and commas that only several lines need. */
export function onOneLine(type: string): string {
  return type
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(^|\() ?\| /g, '$1')
    .replaceAll(/\( /g, '(')
    .replaceAll(/,? \)/g, ')')
    .trim()
}

/** The comment of a member stands before its bar, so it is looked for from the member before on. */
function unionMembers(file: SourceFile, type: TypeNode): readonly UnionMember[] {
  if (!isUnionTypeNode(type)) return []
  let from = type.pos
  return type.types.map((member) => {
    const doc = lastDocComment(file.text.slice(from, member.getStart(file)))
    from = member.end
    return { type: onOneLine(member.getText(file)), doc }
  })
}
