/** A run longer than any identifier of ours: those have at most 43 characters. */
const LONG_RUN = /[A-Za-z0-9_-]{60}/

/** A client secret or registration access token of ours, which is shorter. */
const MARKED_SECRET = /sp[sr]_[0-9A-Za-z]{49}/

/** How a JOSE header begins in base64url: `{` and then `"`, a space, a line break or a tab. */
const HEADER_STARTS = ['eyJ', 'eyA', 'ewo', 'ew0', 'ewk'] as const

/** `{"alg":` has ten characters in base64url. */
const shortestHeader = 10
const shortestPart = 8

/**
 * Whether the text holds a JWT, a marked secret, or a run of 60 or more base64url characters that could
 * be one: no audit keeps such text, so no name of anything may be such.
 */
export function looksLikeToken(text: string): boolean {
  return LONG_RUN.test(text) || MARKED_SECRET.test(text) || startOfJwt(text) !== -1
}

/**
 * Where the first JWT in the text begins; -1 if there is none. Two parts are enough, as claims without
 * their signature are still claims; the second may be empty, as in a JWE with a direct key.
 * Takes time linear in the text.
 */
export function startOfJwt(text: string): number {
  for (let dot = text.indexOf('.'); dot !== -1; dot = text.indexOf('.', dot + 1)) {
    if (!isPartAfter(text, dot)) continue
    const run = startOfRun(text, dot)
    const header = startOfHeader(text.slice(run, dot))
    if (header !== -1) return run + header
  }
  return -1
}

function isPartAfter(text: string, dot: number): boolean {
  if (text[dot + 1] === '.') return true
  for (let i = dot + 1; i <= dot + shortestPart; i += 1) {
    if (!isBase64Url(text.charCodeAt(i))) return false
  }
  return true
}

/** Index of the first of the base64url characters that stand directly before `end`. */
function startOfRun(text: string, end: number): number {
  let start = end
  while (start > 0 && isBase64Url(text.charCodeAt(start - 1))) start -= 1
  return start
}

function startOfHeader(run: string): number {
  const starts = HEADER_STARTS.map((start) => run.indexOf(start)).filter(
    (at) => at !== -1 && run.length - at >= shortestHeader,
  )
  return starts.length === 0 ? -1 : Math.min(...starts)
}

function isBase64Url(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x5f
  )
}
