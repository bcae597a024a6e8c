import { redisScript } from '../redis-script.ts'
import { keep, opt, post, put, record } from './snippets.ts'

/**
 * One hash a grant. Facts that never change: `facts` (JSON), `client`, `seen` (head of the feed when it
 * was made). Its code: `digest`, `redirect`, `challenge`, `nonce`, `expires`, `tries`, `void` (1: dead),
 * `redeemed`. The grant: `status`, `ended`, `created`, `keep`. Its family: `binding`, `device`,
 * `generation`, `current`, `previous`, `rotated`, `sealed`, `used`, `absolute`.
 */

/** `start(key, at)`: the grant, live, and its family; arguments: now, keep, then token, absolute, binding, device. */
const start = `
local function start(key, at)
  local now, token = ARGV[at], opt(ARGV[at + 2])
  redis.call('HSET', key, 'status', 'live', 'created', now, 'keep', ARGV[at + 1])
  if token then
    redis.call('HSET', key, 'generation', '0', 'current', token, 'used', now,
      'absolute', ARGV[at + 3])
    put(key, 'binding', opt(ARGV[at + 4]))
    put(key, 'device', opt(ARGV[at + 5]))
  end
end`

/** `finish(key, because)`: the grant is dead. */
const finish = `
local function finish(key, because)
  redis.call('HSET', key, 'status', 'dead', 'ended', because)
end`

/**
 * KEYS: the grant. ARGV: facts, client, seen, digest, redirect, challenge, nonce (optional), expires,
 * void (0 or 1). Answers 0 where the grant id is taken.
 */
export const saveCode = redisScript(
  'save code',
  opt,
  keep,
  put,
  `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'facts', ARGV[1], 'client', ARGV[2], 'seen', ARGV[3], 'digest', ARGV[4],
  'redirect', ARGV[5], 'challenge', ARGV[6], 'expires', ARGV[8], 'tries', '0', 'void', ARGV[9])
put(KEYS[1], 'nonce', opt(ARGV[7]))
keep(KEYS[1], ARGV[8], '')
return 1`,
)

/**
 * KEYS: the grant, its outbox. ARGV: digest, client, redirect (optional), challenge, covered (1: a
 * revocation of the feed covers it), horizon; 7 to 12: those of `start`; then what a replay posts.
 * Answers the kind, for a mismatch what and whether burned (`client`, `client burned`), and the record.
 */
export const redeemCode = redisScript(
  'redeem code',
  opt,
  record,
  keep,
  put,
  post,
  start,
  finish,
  `
local r = record(KEYS[1])
if not r or r.digest ~= ARGV[1] then return {'unknown'} end
local now, covered = tonumber(ARGV[7]), ARGV[5] == '1'
local last = math.max(tonumber(r.expires), r.redeemed and tonumber(r.keep) or 0)
if last <= tonumber(ARGV[6]) then return {'unknown'} end

local what
local redirect = opt(ARGV[3])
if ARGV[2] ~= r.client then what = 'client'
elseif redirect and redirect ~= r.redirect then what = 'redirect_uri'
elseif ARGV[4] ~= r.challenge then what = 'code_challenge' end

local function answer(kind, detail)
  return {kind, detail or '', redis.call('HGETALL', KEYS[1])}
end
local function mismatch()
  local tries = redis.call('HINCRBY', KEYS[1], 'tries', 1)
  return answer('mismatch', what .. (tries >= 5 and ' burned' or ''))
end

if r.redeemed then
  if what then return mismatch() end
  local known = r.ended == 'revoked' or r.ended == 'code_replayed'
    or r.ended == 'refresh_token_reused' or r.ended == 'device_changed'
  if not known and covered then
    finish(KEYS[1], 'revoked')
  elseif not known then
    finish(KEYS[1], 'code_replayed')
    post(KEYS[2], 13)
    return answer('replayed', 'posted')
  end
  return answer('replayed')
end
if r.void == '1' or covered then return answer('dead') end
if tonumber(r.tries) >= 5 then return answer('burned') end
if now >= tonumber(r.expires) then return answer('expired') end
if what then return mismatch() end
if r.status then return {'taken'} end
redis.call('HSET', KEYS[1], 'redeemed', ARGV[7])
start(KEYS[1], 7)
keep(KEYS[1], math.max(tonumber(r.expires), tonumber(ARGV[8])), ARGV[7])
return answer('redeemed')`,
)

/**
 * KEYS: the grant, its outbox. ARGV: client, binding (optional), device (optional), token, generation,
 * successor, sealed (optional), now, idle, retry, most rotations (optional), covered, horizon; then what
 * reuse posts. Judges in the order of `GrantLedger.rotate`. Answers the kind, and the record.
 */
export const rotate = redisScript(
  'rotate',
  opt,
  record,
  put,
  post,
  finish,
  `
local r = record(KEYS[1])
if not r or not r.current or tonumber(r.keep) <= tonumber(ARGV[13]) then return {'unknown'} end
local now, generation = tonumber(ARGV[8]), tonumber(ARGV[5])
local function answer(kind, detail)
  return {kind, detail or '', redis.call('HGETALL', KEYS[1])}
end
local function finished(because)
  finish(KEYS[1], because)
  return answer('ended')
end
local function killed(kind, because)
  finish(KEYS[1], because)
  post(KEYS[2], 14)
  return answer(kind)
end

if ARGV[1] ~= r.client then return answer('refused', 'client') end
if opt(ARGV[2]) ~= (r.binding or false) then return answer('refused', 'binding') end
if r.status ~= 'live' then return answer('ended') end
if ARGV[12] == '1' then return finished('revoked') end
if now >= tonumber(r.absolute) then return finished('absolute') end
if now - tonumber(r.used) > tonumber(ARGV[9]) then return finished('idle') end
if r.device and opt(ARGV[3]) ~= r.device then return killed('device_changed', 'device_changed') end
local current = tonumber(r.generation)
if ARGV[4] == r.previous and generation == current - 1 and r.sealed
  and math.abs(now - tonumber(r.rotated)) < tonumber(ARGV[10]) then return answer('retried') end
if ARGV[4] ~= r.current or generation ~= current then
  return killed('reused', 'refresh_token_reused')
end
local most = opt(ARGV[11])
if most and current >= tonumber(most) then return finished('rotations') end
redis.call('HSET', KEYS[1], 'generation', current + 1, 'previous', r.current, 'current', ARGV[6],
  'rotated', ARGV[8], 'used', now > tonumber(r.used) and ARGV[8] or r.used)
put(KEYS[1], 'sealed', opt(ARGV[7]))
return answer('rotated')`,
)

/**
 * KEYS: the grant, and where it begins with a device's approval the device. ARGV: facts, client, seen,
 * grant id, horizon; 6 to 11: those of `start`. Answers dead, taken or opened, and the record.
 */
export const openGrant = redisScript(
  'open grant',
  opt,
  record,
  keep,
  put,
  start,
  `
if KEYS[2] then
  local d = record(KEYS[2])
  if not d or d.status ~= 'approved' or d.grant ~= ARGV[4] or d.client ~= ARGV[2]
    or tonumber(d.expires) <= tonumber(ARGV[5]) then return {'dead'} end
end
if redis.call('EXISTS', KEYS[1]) == 1 then return {'taken'} end
if KEYS[2] then redis.call('DEL', KEYS[2]) end
redis.call('HSET', KEYS[1], 'facts', ARGV[1], 'client', ARGV[2], 'seen', ARGV[3])
start(KEYS[1], 6)
keep(KEYS[1], ARGV[7], ARGV[6])
return {'opened', '', redis.call('HGETALL', KEYS[1])}`,
)

/**
 * KEYS: the grant, its outbox. ARGV: pairs to post. Ends the code where it is not redeemed, and the grant
 * where it is live, as revoked.
 */
export const endGrant = redisScript(
  'end grant',
  post,
  finish,
  `
local status = redis.call('HGET', KEYS[1], 'status')
if status == 'live' then finish(KEYS[1], 'revoked') end
if not status and redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HSET', KEYS[1], 'void', '1')
end
post(KEYS[2], 1)
return 1`,
)

/** KEYS: an index. ARGV: member, from when it is over, now (''); see `grant-index.ts`. */
export const noteInIndex = redisScript(
  'note in index',
  `
local now = tonumber(ARGV[3]) or tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', math.min(now, tonumber(ARGV[2])) - 600))
redis.call('ZADD', KEYS[1], 'GT', ARGV[2], ARGV[1])
local left = math.max(math.ceil(tonumber(ARGV[2]) - now), 0) + 600
if redis.call('TTL', KEYS[1]) < left then redis.call('EXPIRE', KEYS[1], string.format('%.0f', left)) end
return 1`,
)
