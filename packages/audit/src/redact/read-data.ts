const getterMark = '[getter]'

/**
 * A property's value, its own or inherited, if it is plain data. Getters are not run: they may throw,
 * change things, or make a secret out of what was none; they read as `[getter]`.
 */
export function readData(target: object, name: string): unknown {
  let holder: object | null = target
  for (let depth = 0; holder !== null && depth < 16; depth += 1) {
    const property = Object.getOwnPropertyDescriptor(holder, name)
    if (property !== undefined) return 'value' in property ? property.value : getterMark
    holder = Object.getPrototypeOf(holder)
  }
  return undefined
}

const stackOfPlatform = Object.getOwnPropertyDescriptor(new Error(), 'stack')?.get

/**
 * An error's stack: V8 keeps it behind a getter of its own, which is run. Node then reads name and
 * message to write its first line, so there is none where these are getters.
 */
export function nativeStack(error: Error): unknown {
  const property = Object.getOwnPropertyDescriptor(error, 'stack')
  if (property === undefined || 'value' in property) return property?.value
  const hasPlainTexts = ['name', 'message'].every((name) => {
    const value = readData(error, name)
    return typeof value === 'string' && value !== getterMark
  })
  const isNative = property.get === stackOfPlatform
  return hasPlainTexts && isNative ? stackOfPlatform?.call(error) : undefined
}
