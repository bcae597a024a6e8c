import type { SourceFile } from 'typescript/unstable/ast'
import { code, renderTable } from '../docs/markdown.ts'
import { type AliasDoc, readAliases } from '../typescript/read-aliases.ts'
import { type InterfaceDoc, type MemberDoc, readInterfaces } from '../typescript/read-interfaces.ts'

/** The interfaces whose members people write, and the short types that those are made of. */
export interface OptionTypes {
  readonly interfaces: readonly InterfaceDoc[]
  readonly aliases: ReadonlyMap<string, AliasDoc>
}

/** Longer ones say more by their name. */
const longestInlined = 90

/**
 * Reads the interfaces of a folder whose names have one of the endings, and every alias of the files
 * that is short enough to inline.
 */
export function readOptionTypes(
  files: ReadonlyMap<string, SourceFile>,
  folder: string,
  endings: readonly string[],
): OptionTypes {
  const aliases = [...files.values()]
    .flatMap(readAliases)
    .filter(({ type }) => type.length <= longestInlined)
  return {
    interfaces: [...files]
      .filter(([path]) => path.startsWith(`${folder}/`))
      .map(([, file]) => file)
      .flatMap(readInterfaces)
      .filter(({ name }) => endings.some((ending) => name.endsWith(ending))),
    aliases: new Map(aliases.map((alias) => [alias.name, alias])),
  }
}

/** A table of the members; `anchors` has the place on the page of each interface that they may name. */
export function renderMembers(
  { members }: InterfaceDoc,
  { aliases }: OptionTypes,
  anchors: ReadonlyMap<string, string>,
): string {
  return renderTable(
    ['Name', 'Type', 'Default', 'Meaning'],
    members.map((member) => {
      const { default: byDefault, rest } = splitDefault(member)
      return [code(member.name), renderType(member.type, aliases, anchors), byDefault, rest]
    }),
  )
}

/** Members that say nothing of themselves, as `Interface.member`. */
export function undocumented({ interfaces }: OptionTypes): readonly string[] {
  return interfaces.flatMap(({ name, members }) =>
    members.filter(({ doc }) => doc === '').map((member) => `${name}.${member.name}`),
  )
}

/** Names that a type mentions. */
export function namesIn(type: string): readonly string[] {
  return type.match(/\b[A-Z]\w+/g) ?? []
}

function renderType(
  type: string,
  aliases: ReadonlyMap<string, AliasDoc>,
  anchors: ReadonlyMap<string, string>,
): string {
  const link = namesIn(type)
    .map((name) => anchors.get(name))
    .find((anchor) => anchor !== undefined)
  const inlined = type.replaceAll(/\b([A-Z]\w+)(\[)?/g, (found, name: string, list = '') => {
    const alias = aliases.get(name)
    if (alias === undefined) return found
    const isAlone = type === name || (list === '' && !/=>|&/.test(`${type}${alias.type}`))
    return isAlone ? alias.type : `(${alias.type})${list}`
  })
  const shown = code(inlined.replaceAll('readonly ', ''))
  return link === undefined ? shown : `[${shown}](${link})`
}

/** A sentence that begins with `Default` is what holds without the member. */
function splitDefault({ doc, optional }: MemberDoc) {
  const sentence = /(?:^| )Default:? (.+?)\.(?= |$)/.exec(doc)
  if (sentence === null) return { default: optional ? '' : '_required_', rest: doc }
  return { default: sentence[1] ?? '', rest: doc.replace(sentence[0], '').trim() }
}
