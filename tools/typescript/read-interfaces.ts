import {
  isInterfaceDeclaration,
  isMethodSignatureDeclaration,
  isPropertySignatureDeclaration,
  type MethodSignatureDeclaration,
  type PropertySignatureDeclaration,
  type SourceFile,
  type TypeElement,
} from 'typescript/unstable/ast'
import { docComment } from './doc-comment.ts'
import { onOneLine } from './read-aliases.ts'

/** An interface as a reader of the reference sees it. */
export interface InterfaceDoc {
  readonly name: string
  readonly doc: string
  readonly members: readonly MemberDoc[]
}

export interface MemberDoc {
  readonly name: string
  readonly optional: boolean
  /** As in the source, on one line. */
  readonly type: string
  readonly doc: string
}

/** Every interface of a source file, in order. */
export function readInterfaces(file: SourceFile): readonly InterfaceDoc[] {
  return file.statements.filter(isInterfaceDeclaration).map((declaration) => ({
    name: declaration.name.text,
    doc: docComment(file, declaration),
    members: declaration.members.filter(isMember).map((member) => ({
      name: member.name.getText(file),
      optional: member.postfixToken !== undefined,
      type: onOneLine(typeOf(file, member)),
      doc: docComment(file, member),
    })),
  }))
}

type Member = PropertySignatureDeclaration | MethodSignatureDeclaration

function isMember(node: TypeElement): node is Member {
  return isPropertySignatureDeclaration(node) || isMethodSignatureDeclaration(node)
}

/** A method's is that of the function that it is. */
function typeOf(file: SourceFile, member: Member): string {
  const type = member.type?.getText(file) ?? 'void'
  if (isPropertySignatureDeclaration(member)) return type
  const parameters = member.parameters.map((parameter) => parameter.getText(file))
  return `(${parameters.join(', ')}) => ${type}`
}
