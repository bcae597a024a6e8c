import { compileCase, evaluateWith, parseCase } from './adapter.ts'

/** The cases without made code, index and early exit: nothing of these may change an answer. */
export const evaluateCase = evaluateWith({ emitter: 'closures', indexed: false, earlyExit: false })
export { compileCase, parseCase }
