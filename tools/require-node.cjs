// Preloaded by every script (`node --require`), so it is written to parse on any Node.
var needed = [24, 7]
var found = process.versions.node.split('.').map(Number)
if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  console.error(
    'this needs Node ' +
      needed.join('.') +
      ' or newer, and runs on ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ')\n' +
      'run it as an npm script after `npm ci`, which installs the pinned Node into node_modules',
  )
  process.exit(1)
}
