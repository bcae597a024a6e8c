import type { Plan, PlannedRule, Statement, Unit } from '../plan/rir.ts'
import { Chunks, type EmittedChunk, type FunctionNumbers } from './chunks.ts'
import type { Writer } from './javascript-writer.ts'
import { quoteText } from './quote-text.ts'

/** So many rules are asked in a loop, not by a line each. */
const many = 32
/** Groups and bodies up to this size are written in one function. */
const fewRules = 8
const fewStatements = 40

/**
 * Writes the units of a plan, from the first one given on, as JavaScript. `R` is the library, `K` the
 * constants, `B` the built-ins, `E` the relations, `S` the sites, `P` the plans of the units, `F` the
 * functions of all chunks by number; a unit is the function `u` and its number.
 * Security: no policy text is in the source but as quoted constants.
 */
export function emitJavaScript(
  plan: Plan,
  first = 0,
  numbers: FunctionNumbers = new Map(),
): readonly EmittedChunk[] {
  const chunks = new Chunks(plan, numbers)
  // What a unit asks for was planned after it: written first, it is called by its name.
  for (const unit of plan.units.slice(first).reverse()) emitUnit(chunks, unit)
  chunks.close()
  return chunks.done
}

function emitUnit(chunks: Chunks, unit: Unit): void {
  const { id, rules, defaults } = unit
  if (isInlined(unit)) {
    chunks.add(`u${id}`, (writer) => emitGroup(writer, unit))
    return
  }
  chunks.reserve(rules.map((_, i) => `u${id}r${i}`))
  for (const [i, rule] of rules.entries()) {
    const name = `u${id}r${i}`
    chunks.add(name, (writer) => emitRule(writer, unit, rule, name))
  }
  if (defaults !== undefined) {
    chunks.add(`u${id}d`, (writer) => emitRule(writer, unit, defaults, `u${id}d`))
  }
  chunks.add(`u${id}`, (writer) => emitGroup(writer, unit))
}

/** A few rules of one answer each are written into their group: calls cost more than such rules. */
function isInlined({ kind, index, rules, defaults, same }: Unit): boolean {
  const all = defaults === undefined ? rules : [...rules, defaults]
  if (index !== undefined || rules.length > fewRules) return false
  if (all.some((rule) => rule.else !== undefined || rule.body.length > fewStatements)) return false
  if (kind === 'set') return true
  if (kind !== 'complete' && kind !== 'function') return false
  return (rules.length <= 1 || same !== undefined) && all.every((rule) => rule.once)
}

/** Leaves the set in `v`; most sets stay empty, and share one. */
function inlinedMembers(writer: Writer, { rules, optional }: Unit): string[] {
  const bodies = rules.flatMap(({ body }) => {
    const answer = ({ value }: Statement & { do: 'answer' }) =>
      `if (o === undefined) o = new R.RegoSet(); o.add(${writer.operand(value)})`
    return ['b0: {', ...writer.block(body, { fail: 'break b0', succeed: '', answer }), '}']
  })
  const made = optional ? 'o' : 'o === undefined ? R.RegoSet.empty : o'
  return ['const q = c.q', 'let o, t', ...bodies, `const v = ${made}`]
}

/** Leaves the value in `v`. */
function inlinedRules(writer: Writer, { rules, defaults }: Unit): string[] {
  const all = defaults === undefined ? rules : [...rules, defaults]
  const bodies = all.flatMap(({ body }) => {
    const answer = ({ value }: Statement & { do: 'answer' }) =>
      `v = ${writer.operand(value)}; break done`
    return ['b0: {', ...writer.block(body, { fail: 'break b0', succeed: '', answer }), '}']
  })
  return ['const q = c.q', 'let v, t', 'done: {', ...bodies, '}']
}

/** The function of the group: asks its rules, puts their answers together. */
function emitGroup(writer: Writer, unit: Unit): string {
  const { id, kind } = unit
  const params = unit.params.map((param) => `v${param}`)
  const head = `function u${id}(${['c', ...params].join(', ')}) {`
  if (kind === 'query')
    return `${head} const rows = []; ${writer.fn(`u${id}r0`)}(c, rows); return rows }`
  const fuel = 'if (--c.q.fuel < 0) c.q.exhausted()'
  if (kind === 'function') {
    const args = ['c', ...params].join(', ')
    return [
      `function u${id}f(${args}) {`,
      ...[fuel, ...chooseValue(writer, unit, params), 'return v', '}'],
      `${head} return c.q.fuel < c.q.memoBelow ? R.memoCall(c, ${id}, u${id}f, [${params}]) : u${id}f(${args}) }`,
    ].join('\n')
  }
  const memo = `const s = c.m[${unit.slot}]; if (s !== undefined) return s === R.none ? undefined : s`
  const body =
    kind === 'complete'
      ? chooseValue(writer, unit, params)
      : kind === 'set'
        ? isInlined(unit)
          ? inlinedMembers(writer, unit)
          : [
              'const o = new R.RegoSet()',
              ...callAll(writer, unit),
              `const v = ${unit.optional ? 'o.size === 0 ? undefined : o' : 'o'}`,
            ]
        : gatherTree(writer, unit)
  return [
    head,
    memo,
    fuel,
    ...body,
    `c.m[${unit.slot}] = v === undefined ? R.none : v`,
    'return v',
    '}',
  ].join('\n')
}

/** Leaves the one value of the rules in `v`. */
function chooseValue(writer: Writer, unit: Unit, params: readonly string[]): string[] {
  if (isInlined(unit)) return inlinedRules(writer, unit)
  const { id, rules, same, index, defaults } = unit
  const args = ['c', ...params].join(', ')
  const lines = ['let v']
  const more = `if (w !== undefined) { if (v === undefined) v = w; else if (!R.equal(v, w)) ${conflict(writer, unit)} }`
  if (index !== undefined || rules.length > many) {
    lines.push(...candidates(writer, unit))
    lines.push(`for (let i = 0; i < n.length; i++) {`)
    lines.push(`const w = u${id}t[n[i]](${args})`)
    lines.push(same === undefined ? more : 'if (w !== undefined) { v = w; break }', '}')
  } else {
    rules.forEach((_, i) => {
      const call = `${writer.fn(`u${id}r${i}`)}(${args})`
      if (i === 0) lines.push(`v = ${call}`)
      else if (same !== undefined) lines.push(`if (v === undefined) v = ${call}`)
      else lines.push(`{ const w = ${call}; ${more} }`)
    })
  }
  if (defaults !== undefined)
    lines.push(`if (v === undefined) v = ${writer.fn(`u${id}d`)}(${args})`)
  return lines
}

function callAll(writer: Writer, unit: Unit): string[] {
  if (unit.index === undefined && unit.rules.length <= many) {
    return unit.rules.map((_, i) => `${writer.fn(`u${unit.id}r${i}`)}(c, o)`)
  }
  return [
    ...candidates(writer, unit),
    `for (let i = 0; i < n.length; i++) u${unit.id}t[n[i]](c, o)`,
  ]
}

function gatherTree(writer: Writer, unit: Unit): string[] {
  const site = writer.site(unit.rules[0]?.rule?.location)
  return [
    `const o = new R.TreeBuilder(() => c.q.conflict(${quoteText(unit.conflict)}, ${site}))`,
    ...unit.parts.map(
      ({ steps, read }) =>
        `{ const p = ${writer.read(read)}; if (p !== undefined) o.put(${quoteText(steps)}, p) }`,
    ),
    ...callAll(writer, unit),
    `const v = ${unit.optional ? 'o.isEmpty ? undefined : o.done()' : 'o.done()'}`,
  ]
}

/** The positions of the rules that can match, in `n`. */
function candidates(writer: Writer, unit: Unit): string[] {
  const { id, index, rules } = unit
  const from = writer.numberOf(`u${id}r0`)
  writer.table(`const u${id}t = F.slice(${from}, ${from + rules.length})`)
  if (index === undefined) {
    writer.table(`const u${id}y = u${id}t.map((_, i) => i)`)
    return [`const n = u${id}y`]
  }
  writer.table(`const u${id}x = P[${id}].index.table, u${id}y = P[${id}].index.rest`)
  return [
    `let n = u${id}y, t`,
    'const q = c.q',
    'b0: {',
    ...writer.block(index.body, { fail: 'break b0', succeed: '' }),
    `n = u${id}x.get(${writer.operand(index.of)}) ?? u${id}y`,
    '}',
  ]
}

function conflict(writer: Writer, unit: Unit): string {
  const last = unit.rules[unit.rules.length - 1]
  return `c.q.conflict(${quoteText(unit.conflict)}, ${writer.site(last?.rule?.location)})`
}

/** A rule with its `else` chain: gives its value, or writes to `o`. */
function emitRule(writer: Writer, unit: Unit, rule: PlannedRule, name: string): string {
  const params = unit.params.map((param) => `v${param}`)
  const gathers = unit.kind === 'set' || unit.kind === 'object' || unit.kind === 'query'
  const lines = [`function ${name}(${['c', ...params, ...(gathers ? ['o'] : [])].join(', ')}) {`]
  lines.push('const q = c.q', 'let t')
  if (!gathers) lines.push('let r')
  const chained = rule.else !== undefined
  if (chained && gathers) lines.push('let found = false')
  for (let link: PlannedRule | undefined = rule; link !== undefined; link = link.else) {
    const answer = (statement: Statement & { do: 'answer' }) =>
      emitAnswer(writer, unit, link as PlannedRule, statement, chained)
    lines.push('b0: {', ...writer.block(link.body, { fail: 'break b0', succeed: '', answer }), '}')
    if (link.else !== undefined)
      lines.push(gathers ? 'if (found) return' : 'if (r !== undefined) return r')
  }
  if (!gathers) lines.push('return r')
  return [...lines, '}'].join('\n')
}

function emitAnswer(
  writer: Writer,
  unit: Unit,
  link: PlannedRule,
  { value, steps, row }: Statement & { do: 'answer' },
  chained: boolean,
): string {
  const found = chained ? 'found = true; ' : ''
  const given = writer.operand(value)
  const path = `[${steps.map((step) => writer.operand(step)).join(', ')}]`
  switch (unit.kind) {
    case 'query':
      return `o.push([${row.map((operand) => writer.operand(operand)).join(', ')}])`
    case 'set':
      return `${found}o.add(${given})`
    case 'object':
      return `${found}o.${link.rule?.kind === 'set' ? 'add' : 'put'}(${path}, ${given})`
    default:
      if (link.once) return `return ${given}`
      return `if (r === undefined) r = ${given}; else if (!R.equal(r, ${given})) ${conflict(writer, unit)}`
  }
}
