/** The type of a value, as far as the compiler knows it. */
export type Type =
  | { readonly kind: 'any' | 'null' | 'boolean' | 'number' | 'string' }
  | { readonly kind: 'array'; readonly fixed: readonly Type[]; readonly rest?: Type }
  | { readonly kind: 'set'; readonly of: Type }
  | {
      readonly kind: 'object'
      readonly fixed: readonly { readonly key: string; readonly value: Type }[]
      readonly rest?: { readonly key: Type; readonly value: Type }
    }
  | { readonly kind: 'union'; readonly of: readonly Type[] }

export const any: Type = { kind: 'any' }
export const nullType: Type = { kind: 'null' }
export const boolean: Type = { kind: 'boolean' }
export const number: Type = { kind: 'number' }
export const string: Type = { kind: 'string' }

/** `array(string)`: any number of strings. */
export function array(of: Type): Type {
  return { kind: 'array', fixed: [], rest: of }
}
/** `tuple(string, number)`: exactly these. */
export function tuple(...fixed: Type[]): Type {
  return { kind: 'array', fixed }
}
export function set(of: Type): Type {
  return { kind: 'set', of }
}
/** `object(string, any)`: any number of entries. */
export function object(key: Type, value: Type): Type {
  return { kind: 'object', fixed: [], rest: { key, value } }
}
/** `record({ name: string })`: these entries, and with `rest` others besides. */
export function record(
  fixed: { readonly [key: string]: Type },
  rest?: { key: Type; value: Type },
): Type {
  return {
    kind: 'object',
    fixed: Object.entries(fixed).map(([key, value]) => ({ key, value })),
    ...(rest && { rest }),
  }
}
/** `oneOf(string, number)` */
export function oneOf(...of: Type[]): Type {
  return { kind: 'union', of }
}
