import { isPlainName, ownStep } from './own-step.ts'
import { quoteText } from './quote-text.ts'

/**
 * The function `input` and its slot, which reads a fixed path of the input: own properties only. What it
 * remembers it reads once in a context.
 */
export function inputReader(slot: number, path: readonly string[], isRemembered: boolean): string {
  const recall = `const s = c.m[${slot}]; if (s !== undefined) return s === R.none ? undefined : s`
  const steps = path.map((step) =>
    isPlainName(step)
      ? `v = ${ownStep('v', step, (value) => value)}`
      : `v = step(v, ${quoteText(step)})`,
  )
  return [
    `function input${slot}(c) {`,
    ...(isRemembered ? [recall] : []),
    'let v = c.input, t',
    ...steps,
    'v = vet(v)',
    ...(isRemembered ? [`c.m[${slot}] = v === undefined ? R.none : v`] : []),
    'return v',
    '}',
  ].join('\n')
}
