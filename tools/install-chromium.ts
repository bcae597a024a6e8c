import { findChromium } from '../test/support/chromium.ts'
import { installPackages } from './install-packages.ts'

/**
 * Installs Chromium for the browser tests where it is missing and can be had without asking. Elsewhere
 * those tests are skipped and say why.
 */
export function installChromium(): void {
  if (findChromium() !== undefined || process.env.CHROMIUM_PATH !== undefined) return
  installPackages(['chromium'], 'which the browser tests need')
}
