import {
  isInterfaceDeclaration,
  isPropertySignatureDeclaration,
  type SourceFile,
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
    members: declaration.members.filter(isPropertySignatureDeclaration).map((member) => ({
      name: member.name.getText(file),
      optional: member.postfixToken !== undefined,
      type: onOneLine(member.type.getText(file)),
      doc: docComment(file, member),
    })),
  }))
}
