import type { ServerCommand } from '../configuration.ts'

/** What the configuration is judged against. */
export interface ReadingContext {
  readonly command: ServerCommand
  /** The environment that `{ env: 'NAME' }` looks in. */
  readonly env: { readonly [name: string]: string | undefined }
  /** Absolute; relative file names count from here. */
  readonly baseFolder: string
}

/** One thing wrong (or, as a warning, unwise). */
export interface ConfigurationError {
  /** `clients[0].redirect_uris[1]`; empty: the configuration as a whole. */
  readonly key: string
  /** One line: the key in backticks, what is wrong and what is allowed; never a secret value. */
  readonly message: string
}

/** Where in the configuration a value stands, and the way to say what is wrong with it. */
export interface Place {
  readonly key: string
  readonly context: ReadingContext
  /** The place one step below: a key of an object, or an index of a list. */
  at(step: string | number): Place
  /** Notes an error; the reader goes on, so that all of them are told at once. */
  refuse(what: string): undefined
  /** Notes a warning. */
  warn(what: string): void
}

export interface Findings {
  readonly errors: ConfigurationError[]
  readonly warnings: ConfigurationError[]
}

/** The top of a configuration; everything found wrong below it ends up in `findings`. */
export function rootPlace(context: ReadingContext, findings: Findings): Place {
  return makePlace('', context, findings)
}

function makePlace(key: string, context: ReadingContext, findings: Findings): Place {
  const sentence = (what: string) =>
    key === '' ? `the configuration ${what}` : `\`${key}\` ${what}`
  return {
    key,
    context,
    at: (step) => makePlace(joinKey(key, step), context, findings),
    refuse: (what) => {
      findings.errors.push({ key, message: sentence(what) })
      return undefined
    },
    warn: (what) => {
      findings.warnings.push({ key, message: sentence(what) })
    },
  }
}

function joinKey(key: string, step: string | number): string {
  if (typeof step === 'number') return `${key}[${step}]`
  if (!/^[A-Za-z_$][\w$]{0,63}$/.test(step)) return `${key}[${printable(step)}]`
  return key === '' ? step : `${key}.${step}`
}

/** A text on one line, quoted, cut at 64 characters, everything but printable ASCII escaped. */
export function printable(text: string): string {
  const cut = text.length > 64 ? `${text.slice(0, 64)}…` : text
  return JSON.stringify(cut).replace(
    /[^\x20-\x7e…]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
