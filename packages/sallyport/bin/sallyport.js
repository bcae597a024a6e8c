#!/usr/bin/env node
// Plain JavaScript without static imports, so that an old Node gets as far as the message.
var least = [24, 7]
var version = process.versions.node.split('.').map(Number)

if (version[0] > least[0] || (version[0] === least[0] && version[1] >= least[1])) {
  start().catch((error) => {
    console.error(error)
    process.exitCode = 1
  })
} else {
  console.error(
    'sallyport needs Node ' +
      least.join('.') +
      ' or newer, and this is ' +
      process.versions.node +
      '; in a clone, `npx sallyport` uses the one that `npm ci` installed',
  )
  process.exitCode = 1
}

// In one process, so that signals and exit codes need no passing on.
async function start() {
  var fs = await import('node:fs')
  var source = new URL('../src/cli/main.ts', import.meta.url)
  if (!fs.existsSync(source)) return (await import('../dist/cli/main.js')).main()
  var { registerHooks } = await import('node:module')
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, {
        ...context,
        conditions: ['@sallyport/source', ...context.conditions],
      }),
  })
  return (await import(source.href)).main()
}
