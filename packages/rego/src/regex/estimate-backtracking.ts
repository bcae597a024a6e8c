import { type CodePoints, everyCodePoint, joinRanges, overlap } from './code-points.ts'
import { canOnlyStartAtTextStart } from './may-match-between.ts'
import type { PatternNode } from './pattern-node.ts'

/**
 * The most that a backtracking matcher can have to do: `factor` · (length of the text) ^ `degree` steps to
 * go through a text, however many matches it finds there.
 */
export interface Backtracking {
  readonly factor: number
  readonly degree: number
}

/** What can happen from some place in the pattern to its end. */
interface Rest {
  /** The characters that can come next. */
  readonly first: CodePoints
  /** It can match without a character: what came before is enough. */
  readonly mayBeEmpty: boolean
  /** False: whatever the text, it matches, so nothing is ever tried twice. */
  readonly mayFail: boolean
  /** Steps of one attempt, as in Backtracking, but for those that a match takes up. */
  readonly degree: number
  /** The most ways to go on that a character can leave open. */
  readonly ways: number
  /** Steps along each of them. */
  readonly length: number
  /** Some character leaves more than one way open. */
  readonly ambiguous: boolean
}

const mostWays = 64
const longest = 5_000
/** Steps that an estimate may take itself. */
const mostSteps = 20_000

/** Thrown within, caught here: the pattern is not for backtracking. */
class TooMuch extends Error {}

/**
 * How bad a pattern can be for a matcher that backtracks. Undefined: exponential, or not known, or the two
 * engines would not agree (RE2 and JavaScript differ where a repeated part can match nothing).
 *
 * The pattern is read from its end. A choice is no burden where the next character decides it; where it does
 * not, the ways multiply. An unending repetition that the next character ends costs one run over the text;
 * one that can be left at several places costs what follows as often as the text has characters, and so
 * raises the degree. Within a repeated part every choice must be decided by the next character. A search
 * that may start anywhere raises the degree once more.
 */
export function estimateBacktracking(root: PatternNode): Backtracking | undefined {
  try {
    const { degree, ways, length } = new Reader().read(root, end)
    const starts = degree > 0 && !canOnlyStartAtTextStart(root) ? 1 : 0
    return { factor: ways * length, degree: Math.max(1, degree + starts) }
  } catch (error) {
    if (error instanceof TooMuch) return undefined
    throw error
  }
}

const end: Rest = {
  first: [],
  mayBeEmpty: true,
  mayFail: false,
  degree: 0,
  ways: 1,
  length: 1,
  ambiguous: false,
}

class Reader {
  #steps = 0

  read(node: PatternNode, rest: Rest): Rest {
    // Security: repetitions within repetitions would make the estimate itself take for ever.
    this.#steps += 1 + rest.first.length / 8
    if (this.#steps > mostSteps || rest.length > longest || rest.ways > mostWays)
      throw new TooMuch()
    switch (node.kind) {
      case 'empty':
        return rest
      case 'character':
        if (node.of.kind === 'table' && node.of.fold) throw new TooMuch()
        return {
          ...rest,
          first: node.of.kind === 'ranges' ? node.of.ranges : everyCodePoint,
          mayBeEmpty: false,
          mayFail: true,
          length: rest.length + 1,
        }
      case 'assertion':
        return { ...rest, mayFail: true, length: rest.length + 1 }
      case 'sequence':
        return node.parts.reduceRight((after, part) => this.read(part, after), rest)
      case 'choice':
        return node.options.map((option) => this.read(option, rest)).reduce(either)
      case 'group':
        return this.read(node.body, rest)
      case 'repeat':
        return this.#readRepeat(node, rest)
    }
  }

  #readRepeat({ body, min, max }: Extract<PatternNode, { kind: 'repeat' }>, rest: Rest): Rest {
    const alone = this.read(body, end)
    if (alone.mayBeEmpty) throw new TooMuch()
    let after = rest
    if (max === Number.POSITIVE_INFINITY) after = this.#readLoop(body, alone.first, rest)
    else for (let i = min; i < max; i++) after = either(this.read(body, after), rest)
    for (let i = 0; i < min; i++) after = this.read(body, after)
    return after
  }

  /** `x*` */
  #readLoop(body: PatternNode, bodyFirst: CodePoints, rest: Rest): Rest {
    const first = joinRanges([...bodyFirst, ...rest.first])
    const { mayBeEmpty, mayFail } = rest
    const around = this.read(body, { ...end, first, mayBeEmpty, mayFail: true })
    if (around.ambiguous) throw new TooMuch()
    const undecided = overlap(bodyFirst, rest.first)
    return {
      first,
      mayBeEmpty,
      mayFail,
      degree: mayFail
        ? Math.max(1, rest.degree + (undecided ? 1 : 0))
        : Math.max(rest.degree, around.degree),
      ways: rest.ways,
      length: rest.length + around.length,
      ambiguous: rest.ambiguous || undecided,
    }
  }
}

function either(a: Rest, b: Rest): Rest {
  // Two ways that need no character are both gone when what follows does not hold.
  const bothEmpty = a.mayBeEmpty && b.mayBeEmpty && a.mayFail
  const undecided = bothEmpty || overlap(a.first, b.first)
  return {
    first: joinRanges([...a.first, ...b.first]),
    mayBeEmpty: a.mayBeEmpty || b.mayBeEmpty,
    mayFail: a.mayFail && b.mayFail,
    degree: Math.max(a.degree, b.degree),
    ways: undecided ? a.ways + b.ways : Math.max(a.ways, b.ways),
    length: a.length + b.length,
    ambiguous: a.ambiguous || b.ambiguous || undecided,
  }
}
