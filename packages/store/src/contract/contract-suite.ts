import { describe } from 'node:test'
import { auditContract } from './audit-contract.ts'
import { clientContract } from './client-contract.ts'
import { codeContract } from './code-contract.ts'
import { codeModelContract } from './code-model.ts'
import { consentContract } from './consent-contract.ts'
import { deviceContract } from './device-contract.ts'
import { failureContract } from './failure-contract.ts'
import { familyContract } from './family-contract.ts'
import { familyModelContract } from './family-model.ts'
import { followContract } from './follow-contract.ts'
import { grantContract } from './grant-contract.ts'
import { interactionContract } from './interaction-contract.ts'
import { keyContract } from './key-contract.ts'
import type { OpenStore } from './on-store.ts'
import { oneTimeContract } from './one-time-contract.ts'
import { pushedRequestContract } from './pushed-request-contract.ts'
import { retryContract } from './retry-contract.ts'
import { reuseContract } from './reuse-contract.ts'
import { revocationContract } from './revocation-contract.ts'
import { sessionContract } from './session-contract.ts'
import { storeLifeContract } from './store-life-contract.ts'
import { userContract } from './user-contract.ts'

export type { OpenStore } from './on-store.ts'
export { slowStore } from './slow-store.ts'

/**
 * Registers the tests that every store must pass. `openStore` makes a fresh, empty store for each;
 * `propertyRuns` is how many random histories each model test walks (100).
 */
export function storeContract(
  name: string,
  openStore: OpenStore,
  options: { readonly propertyRuns?: number } = {},
): void {
  const propertyRuns = options.propertyRuns ?? 100
  // Each test has a store of its own, so what one waits for another can use.
  describe(`the store contract: ${name}`, { concurrency: true }, () => {
    describe('users', () => userContract(openStore))
    describe('clients', () => clientContract(openStore))
    describe('consents', () => consentContract(openStore))
    describe('keys', () => keyContract(openStore))
    describe('codes', () => codeContract(openStore))
    describe('refresh families', () => familyContract(openStore))
    describe('retries of refresh', () => retryContract(openStore))
    describe('reuse of refresh tokens', () => reuseContract(openStore))
    describe('grants', () => grantContract(openStore))
    describe('codes against a model', () => codeModelContract(openStore, propertyRuns))
    describe('refresh families against a model', () => familyModelContract(openStore, propertyRuns))
    describe('sessions', () => sessionContract(openStore))
    describe('interactions', () => interactionContract(openStore))
    describe('pushed requests', () => pushedRequestContract(openStore))
    describe('one-time claims', () => oneTimeContract(openStore))
    describe('devices', () => deviceContract(openStore))
    describe('failures', () => failureContract(openStore))
    describe('revocations', () => revocationContract(openStore))
    describe('following revocations', () => followContract(openStore))
    describe('audit', () => auditContract(openStore))
    describe('its life', () => storeLifeContract(openStore))
  })
}
