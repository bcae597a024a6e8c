export type { CorsOptions } from './cors/check-cors.ts'
export { createGuard, type GuardCore, type RouteExtras } from './guard.ts'
export type { ResourceMetadataOptions } from './metadata/describe-resource.ts'
export type { IntrospectionRules, IssuerOptions } from './options/check-issuers.ts'
export type { FaultContext, GuardOptions, RateOptions } from './options/check-options.ts'
export type {
  InputCheck,
  PolicyAnswer,
  ResourceLoader,
  RouteOptions,
  RoutePolicy,
} from './options/check-route.ts'
export { type Refusal, type RefusalCode, refusalKinds } from './refusals/refusal.ts'
export type {
  AnswerHeaders,
  GuardRequest,
  PassVerdict,
  RefuseVerdict,
  Verdict,
} from './verdict.ts'
