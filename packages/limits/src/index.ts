export { type Backoff, createBackoff } from './backoff/backoff.ts'
export {
  accountRule,
  addressRule,
  clientRule,
  type ForgettingFailureRule,
  knownBrowserRule,
} from './backoff/failure-rules.ts'
export { createQuota, type Quota, type QuotaAnswer } from './quota/quota.ts'
export { createTally, type Tally } from './tally/tally.ts'
