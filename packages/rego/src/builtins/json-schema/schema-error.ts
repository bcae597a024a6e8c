import { BuiltinError } from '../builtin.ts'

/** `Invalid type. Expected: string, given: title` */
export function invalidType(expected: string, given: string): BuiltinError {
  return new BuiltinError(`Invalid type. Expected: ${expected}, given: ${given}`)
}

/** `minimum must be of a Number` */
export function mustBeA(keyword: string, type: string): BuiltinError {
  return new BuiltinError(`${keyword} must be of a ${type}`)
}

/** `enum must be of an array` */
export function mustBeAn(keyword: string, type: string): BuiltinError {
  return new BuiltinError(`${keyword} must be of an ${type}`)
}

/** `Properties must be of type object` */
export function mustBeOfType(what: string, type: string): BuiltinError {
  return new BuiltinError(`${what} must be of type ${type}`)
}

/** `required items must be unique` */
export function mustBeUnique(keyword: string): BuiltinError {
  return new BuiltinError(`${keyword} items must be unique`)
}
