import type { Command } from 'commander'

/**
 * Commands of ours in a page that the command line does not know, a line each: those written
 * `npx sallyport …`, in text and in blocks of code.
 */
export function checkCommands(path: string, text: string, program: Command): readonly string[] {
  return commandsOf(text).flatMap((line) => {
    const wrong = checkCommand(line, program)
    return wrong === undefined ? [] : [`${path}: \`npx sallyport ${line}\`: ${wrong}`]
  })
}

function commandsOf(text: string): readonly string[] {
  return [...text.matchAll(/npx sallyport +([^\n`|#;&)]+)/g)].map(([, line = '']) => line.trim())
}

function checkCommand(line: string, program: Command): string | undefined {
  const words = line.match(/"[^"]*"|'[^']*'|\S+/g) ?? []
  let command = program
  let rest: readonly string[] = words
  for (;;) {
    const inner = command.commands.find((known) => known.name() === rest[0])
    if (inner === undefined) break
    command = inner
    rest = rest.slice(1)
  }
  // A group named alone, or `…` for whatever is in it.
  if (rest.length === 0 || rest[0] === '…' || rest[0] === '--help') return undefined
  if (command.commands.length > 0) return `there is no command \`${rest[0]}\``
  const options = rest.filter((word) => word.startsWith('-')).map((word) => word.split('=')[0])
  const known = new Set(command.options.flatMap(({ long, short }) => [long, short]))
  const unknown = options.find((option) => !known.has(option) && option !== '--help')
  return unknown === undefined ? undefined : `there is no option \`${unknown}\``
}
