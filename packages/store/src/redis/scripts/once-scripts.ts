import { redisScript } from '../redis-script.ts'
import { keep, opt, put, record } from './snippets.ts'

/** What is used once: interactions, pushed requests and claims. */

/** KEYS: an interaction. ARGV: browser, purpose, session (optional), expires. */
export const saveInteraction = redisScript(
  'save interaction',
  opt,
  keep,
  put,
  `
redis.call('HSET', KEYS[1], 'browser', ARGV[1], 'purpose', ARGV[2], 'expires', ARGV[4])
put(KEYS[1], 'session', opt(ARGV[3]))
keep(KEYS[1], ARGV[4], '')
return 1`,
)

/** KEYS: an interaction. ARGV: session. */
export const noteSignIn = redisScript(
  'note sign-in',
  `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'session', ARGV[1])
return 1`,
)

/** KEYS: a hash. Answers it, and removes it. */
export const takeHash = redisScript(
  'take',
  `
local flat = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
return flat`,
)

/** KEYS: a pushed request. ARGV: client, request, expires. Answers 0 where it is there already. */
export const savePushedRequest = redisScript(
  'save pushed request',
  keep,
  `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'client', ARGV[1], 'request', ARGV[2], 'expires', ARGV[3])
keep(KEYS[1], ARGV[3], '')
return 1`,
)

/** KEYS: a pushed request. ARGV: client, now. Answers it, and removes it, or nothing. */
export const takePushedRequest = redisScript(
  'take pushed request',
  record,
  `
local r = record(KEYS[1])
if not r or r.client ~= ARGV[1] or tonumber(r.expires) <= tonumber(ARGV[2]) then return {} end
local flat = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
return flat`,
)

/** KEYS: a claim. ARGV: expires, now. Answers 1 for the first claim of those that overlap. */
export const claimOnce = redisScript(
  'claim once',
  keep,
  `
local before = redis.call('GET', KEYS[1])
if before and tonumber(before) > tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
keep(KEYS[1], ARGV[1], ARGV[2])
return 1`,
)
