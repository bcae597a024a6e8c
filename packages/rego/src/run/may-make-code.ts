let known: boolean | undefined

/** Whether the runtime lets text become code: not under a strict Content-Security-Policy, nor on many edges. */
export function mayMakeCode(): boolean {
  known ??= tryIt()
  return known
}

function tryIt(): boolean {
  try {
    new Function('')
    return true
  } catch {
    return false
  }
}
