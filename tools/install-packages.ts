import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'

/** Asked by Debian's packages whether they may start what they bring. */
const policyFile = '/usr/sbin/policy-rc.d'

/**
 * Installs Debian's packages where that can be done without asking: as root on Debian. Elsewhere, and when
 * it fails, it is said; what needs them is skipped. No service of theirs is started.
 */
export function installPackages(packages: readonly string[], why: string): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  console.log(`installing ${packages.join(', ')}, ${why} (only once)`)
  const isPolicyOurs = forbidServices()
  try {
    for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...packages]]) {
      const { status, stderr } = spawnSync('apt-get', ['--quiet=2', ...args], {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
        stdio: ['ignore', 'ignore', 'pipe'],
        encoding: 'utf8',
        timeout: 300_000,
      })
      if (status !== 0) {
        console.log(
          `${packages.join(', ')} could not be installed; what needs them is skipped\n${stderr}`,
        )
        return
      }
    }
  } finally {
    if (isPolicyOurs) rmSync(policyFile, { force: true })
  }
}

/** False where the machine has a policy of its own, which stays. */
function forbidServices(): boolean {
  if (existsSync(policyFile)) return false
  writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  return true
}
