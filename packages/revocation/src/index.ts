export {
  type FollowedRevocations,
  type FollowOptions,
  followRevocations,
  type Staleness,
} from './follow-revocations.ts'
export { createLiveSet, type LiveSet } from './live-set.ts'
export { type FeedReader, type ReadOptions, readFeed } from './read-feed.ts'
export type { RevocationFeed } from './revocation-feed.ts'
export {
  type RevocationStream,
  type RevocationStreamOptions,
  revocationStream,
} from './stream/revocation-stream.ts'
