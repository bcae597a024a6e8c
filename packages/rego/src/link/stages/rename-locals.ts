import { declaredNames } from '../draft/declared-names.ts'
import type { DraftHead, DraftRule, DraftTerm } from '../draft/draft.ts'
import { variable } from '../draft/make.ts'
import { isWildcard } from '../draft/name-source.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import {
  addVariables,
  addVariablesOfWith,
  everything,
  ownVariables,
  variablesOfBody,
} from '../draft/variables.ts'
import { walkExprs } from '../draft/walk.ts'
import { LocalRenamer } from '../rewrite/local-renamer.ts'
import { LocalScopes } from '../rewrite/local-scopes.ts'
import { renameVariables } from '../rewrite/rename-variables.ts'

/** Gives arguments and declared variables unique names and takes declarations out of bodies. */
export function renameLocals(program: ProgramDraft): void {
  for (const module of program.modules) {
    for (const rule of module.rules) renameInRule(program, rule)
  }
}

function renameInRule(program: ProgramDraft, rule: DraftRule): void {
  const unused = new Set<string>()
  if (program.strict) {
    for (const arg of rule.head.args) addVariables(arg, everything, (name) => unused.add(name))
  }
  const args = new LocalScopes(program.names)
  for (const [i, arg] of rule.head.args.entries()) {
    rule.head.args[i] = renameArg(program, args, arg)
  }
  for (let link: DraftRule | undefined = rule; link !== undefined; link = link.else) {
    const scopes = renameInLink(program, link, args, unused)
    for (const name of unused) if ((scopes.find(name)?.count ?? 0) > 1) unused.delete(name)
  }
  for (const name of unused) {
    if (isWildcard(name)) continue
    const message = `unused argument ${name}. (hint: use _ (wildcard variable) instead)`
    program.refuse('rego_compile_error', message, rule.head.location)
  }
}

function renameArg(program: ProgramDraft, args: LocalScopes, arg: DraftTerm): DraftTerm {
  switch (arg.kind) {
    case 'var': {
      const known = args.find(arg.name)
      if (known !== undefined) return variable(args.use(arg.name, arg.location), arg.location)
      const made = args.declare(arg.name, 'argument', arg.location)
      return variable('name' in made ? made.name : arg.name, arg.location)
    }
    case 'ref':
      for (const [i, step] of arg.terms.entries()) arg.terms[i] = renameArg(program, args, step)
      return arg
    case 'array':
      for (const [i, item] of arg.items.entries()) arg.items[i] = renameArg(program, args, item)
      return arg
    case 'object':
      for (const entry of arg.entries) entry[1] = renameArg(program, args, entry[1])
      return arg
    case 'call':
      program.refuse('rego_compile_error', 'rule arguments cannot contain calls', arg.location)
      return arg
    default:
      return arg
  }
}

function renameInLink(
  program: ProgramDraft,
  rule: DraftRule,
  args: LocalScopes,
  unused: Set<string>,
): LocalScopes {
  const { head } = rule
  const scopes = new LocalScopes(program.names, args.current)
  const used = new Set<string>()
  const bare = hasOnlyScalars(head)
  if (!bare) {
    renameInHeadClosures(program, head)
    for (const step of head.terms.slice(1)) addVariables(step, everything, (name) => used.add(name))
    for (const term of [head.key, head.value]) {
      if (term !== undefined) addVariables(term, everything, (name) => used.add(name))
    }
    if (head.value !== undefined) {
      addVariables(head.value, everything, (name) => unused.delete(name))
    }
  }
  if (rule.uses.shadowing) renameShadowing(program, rule, scopes)
  rule.body = new LocalRenamer(program, scopes).body(rule.body, used)
  if (!bare) {
    const declared = scopes.current
    renameVariables(head, (name) => declared.get(name)?.name ?? name)
  }
  return scopes
}

/**
 * A variable that the body binds and that has the name of a built-in gets another, so that it is not
 * taken for the function; but not one in a `with`, which may mean the function.
 */
function renameShadowing(program: ProgramDraft, rule: DraftRule, scopes: LocalScopes): void {
  const { builtins } = program
  const inWith = new Set<string>()
  walkExprs(rule.body, (expr) => {
    for (const modifier of expr.with) {
      addVariablesOfWith(modifier, everything, (name) => inWith.add(name))
    }
  })
  const declared = declaredNames(rule.source.body)
  for (const name of variablesOfBody(rule.body, ownVariables)) {
    if (!builtins.has(name) || declared.has(name) || inWith.has(name)) continue
    if (scopes.find(name) === undefined) scopes.shadow(name, rule.location)
  }
}

function hasOnlyScalars({ terms, args, key, value }: DraftHead): boolean {
  return [...terms.slice(1), ...args, key, value].every(
    (term) => term === undefined || term.kind === 'scalar',
  )
}

/** Comprehensions and template strings in a head declare for themselves, before the body does. */
function renameInHeadClosures(program: ProgramDraft, head: DraftHead): void {
  const visit = (term: DraftTerm): void => {
    switch (term.kind) {
      case 'scalar':
      case 'var':
        return
      case 'comprehension':
        new LocalRenamer(program, new LocalScopes(program.names)).comprehension(term)
        return
      case 'template':
        for (const part of term.parts) {
          if (part.kind !== 'scalar') {
            new LocalRenamer(program, new LocalScopes(program.names)).expr(part)
          }
        }
        return
      case 'ref':
        for (const step of term.terms) visit(step)
        return
      case 'array':
      case 'set':
        for (const item of term.items) visit(item)
        return
      case 'object':
        for (const [key, value] of term.entries) {
          visit(key)
          visit(value)
        }
        return
      case 'call':
        for (const arg of term.args) visit(arg)
    }
  }
  for (const term of [...head.terms.slice(1), ...head.args, head.key, head.value]) {
    if (term !== undefined) visit(term)
  }
}
