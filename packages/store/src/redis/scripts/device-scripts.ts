import { redisScript } from '../redis-script.ts'
import { keep, opt, put, record } from './snippets.ts'

/**
 * One hash a device: `asked` (JSON: what never changes), `client`, `grant`, `user` (digest of the user
 * code), `expires`, `interval`, `polled`, `status`; with an approval `approval` (JSON) and `seen` (head of the
 * feed when it was given).
 */

/** KEYS: the name by the user code. ARGV: pointer, expires, now. Answers 0 where a live one has it. */
export const takeUserCode = redisScript(
  'take user code',
  keep,
  `
local before = redis.call('GET', KEYS[1])
if before and tonumber(string.match(before, '^(%d+) ')) > tonumber(ARGV[3]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2] .. ' ' .. ARGV[1])
keep(KEYS[1], ARGV[2], ARGV[3])
return 1`,
)

/** KEYS: the name by the user code. ARGV: pointer. Frees it where it is still that device's. */
export const freeUserCode = redisScript(
  'free user code',
  `
local value = redis.call('GET', KEYS[1])
if value and string.match(value, '^%d+ (.*)$') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`,
)

/**
 * KEYS: the device. ARGV: asked, client, grant, user, expires, interval, status, approval (optional),
 * seen, now. Answers 0 where its device code is taken.
 */
export const saveDevice = redisScript(
  'save device',
  opt,
  keep,
  put,
  `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'asked', ARGV[1], 'client', ARGV[2], 'grant', ARGV[3], 'user', ARGV[4],
  'expires', ARGV[5], 'interval', ARGV[6], 'status', ARGV[7], 'seen', ARGV[9])
put(KEYS[1], 'approval', opt(ARGV[8]))
keep(KEYS[1], ARGV[5], ARGV[10])
return 1`,
)

/**
 * KEYS: the device. ARGV: user, now, approval (optional: denied), seen. Answers 1 where the decision counts.
 */
export const decideDevice = redisScript(
  'decide device',
  opt,
  record,
  put,
  `
local r = record(KEYS[1])
if not r or r.user ~= ARGV[1] or r.status ~= 'pending' or tonumber(r.expires) <= tonumber(ARGV[2]) then
  return 0
end
local approval = opt(ARGV[3])
redis.call('HSET', KEYS[1], 'status', approval and 'approved' or 'denied', 'seen', ARGV[4])
put(KEYS[1], 'approval', approval)
return 1`,
)

/** KEYS: the device. An approval that a revocation has overtaken counts as denied. */
export const denyDevice = redisScript(
  'deny device',
  `
if redis.call('HGET', KEYS[1], 'status') == 'approved' then
  redis.call('HSET', KEYS[1], 'status', 'denied')
  redis.call('HDEL', KEYS[1], 'approval')
end
return 1`,
)

/**
 * KEYS: the device. ARGV: client, now, horizon, by how much a poll that comes too soon lengthens the
 * interval. Answers the kind, for `too_soon` the interval, and the record as it was.
 */
export const pollDevice = redisScript(
  'poll device',
  record,
  `
local r = record(KEYS[1])
local now = tonumber(ARGV[2])
if not r or r.client ~= ARGV[1] or tonumber(r.expires) <= tonumber(ARGV[3]) then return {'unknown'} end
if now >= tonumber(r.expires) then return {'expired'} end
local flat = redis.call('HGETALL', KEYS[1])
local interval = tonumber(r.interval)
local soon = r.polled and now - tonumber(r.polled) < interval
if soon then
  interval = interval + tonumber(ARGV[4])
  redis.call('HSET', KEYS[1], 'interval', string.format('%.17g', interval))
end
redis.call('HSET', KEYS[1], 'polled', ARGV[2])
if soon then return {'too_soon', string.format('%.17g', interval), flat} end
if r.status == 'denied' then redis.call('DEL', KEYS[1]) end
return {r.status, '', flat}`,
)
