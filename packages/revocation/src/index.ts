export {
  type FollowedRevocations,
  type FollowOptions,
  followRevocations,
} from './follow-revocations.ts'
export { createLiveSet, type LiveSet } from './live-set.ts'
