import {
  isArrayLiteralExpression,
  isCallExpression,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isStringLiteralLikeNode,
  isTemplateExpression,
  type Node,
  type SourceFile,
  SyntaxKind,
} from 'typescript/unstable/ast'

/** A test whose name begins with ids of rows or attacks. */
export interface Citation {
  /** As written: `PAR-01 to PAR-03, B01`. */
  readonly ids: string
  /** The whole name; holes of a template are `…`. */
  readonly name: string
}

/**
 * The names of tests in a file that begin with ids. A name is the first argument of a call
 * (`test('PAR-06 …'`, also of a function of the file's own), the first element of a list, a key of an
 * object or its `name`: tests are often made from tables. Skipped tests, and those to be written, show
 * nothing and do not count.
 */
export function readCitations(file: SourceFile): readonly Citation[] {
  const found: Citation[] = []
  const visit = (node: Node): void => {
    if (isSwitchedOff(node, file)) return
    const name = textOf(node)
    const ids = name === undefined ? undefined : leadingIds(name)
    if (name !== undefined && ids !== undefined && isName(node, file)) found.push({ ids, name })
    node.forEachChild(visit)
  }
  file.forEachChild(visit)
  return found
}

const ID = String.raw`(?:[A-Z][A-Z0-9]{1,7}-\d\d|[A-Z]\d\d)(?![\w-])`
const LEADING_IDS = new RegExp(String.raw`^(${ID}(?:(?:,? and |, | to | )${ID})*):? \S`)

function leadingIds(name: string): string | undefined {
  return LEADING_IDS.exec(name)?.[1]
}

function textOf(node: Node): string | undefined {
  if (isStringLiteralLikeNode(node)) return node.text
  if (!isTemplateExpression(node)) return undefined
  const holes = node.templateSpans.map((span) => `…${span.literal.text}`)
  return [node.head.text, ...holes].join('')
}

function isName(node: Node, file: SourceFile): boolean {
  const { parent } = node
  if (isCallExpression(parent)) return parent.arguments[0] === node
  if (isArrayLiteralExpression(parent)) return parent.elements[0] === node
  if (!isPropertyAssignment(parent)) return false
  return parent.name === node || parent.name.getText(file) === 'name'
}

/** `test.skip(…)`, `test.todo(…)`, or options that say so without a condition. */
function isSwitchedOff(node: Node, file: SourceFile): boolean {
  if (!isCallExpression(node)) return false
  const { expression } = node
  if (isPropertyAccessExpression(expression) && isOff(expression.name.text)) return true
  return node.arguments.some(
    (argument) =>
      isObjectLiteralExpression(argument) &&
      argument.properties.some(
        (property) =>
          isPropertyAssignment(property) &&
          isOff(property.name.getText(file)) &&
          (isStringLiteralLikeNode(property.initializer) ||
            property.initializer.kind === SyntaxKind.TrueKeyword),
      ),
  )
}

function isOff(word: string): boolean {
  return word === 'skip' || word === 'todo'
}
