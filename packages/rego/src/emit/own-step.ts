import { quoteText } from './quote-text.ts'

/** Property names that a dot may be followed by, whatever the value is: none that arrays have of their own. */
const plainName = /^[A-Za-z_]\w*$/

/** Whether a step to the name can be written with a dot. */
export function isPlainName(name: string): boolean {
  return plainName.test(name) && name !== 'length'
}

/**
 * Reads an own property. Security: what a prototype has is never seen, also where somebody has written to
 * `Object.prototype`. To ask for the prototype and whether the root has the name is much cheaper than
 * `Object.hasOwn`, and says the same for an object as `JSON.parse` makes it; all else goes the general way.
 * The property is read once, into `t`: a getter cannot give two answers.
 */
export function ownStep(of: string, name: string, then: (value: string) => string): string {
  const isPlain = `proto(${of}) === root && root.${name} === undefined`
  const isObject = `typeof ${of} === 'object' && ${of} !== null`
  return `${isObject} && (t = ${of}.${name}) !== undefined && ${isPlain} ? ${then('t')} : step(${of}, ${quoteText(name)})`
}
