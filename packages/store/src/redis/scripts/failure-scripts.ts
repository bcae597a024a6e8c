import { redisScript } from '../redis-script.ts'
import { record, slackSeconds } from './snippets.ts'

/** One hash a key: `count`, `last`, `max` (''), `forget` (seconds). */

/**
 * KEYS: a key. ARGV: now, forget after, free failures, first delay, longest delay, most failures (''),
 * horizon, count it (1). Answers whether it is allowed, the count, and how long to wait ('inf': for ever), as
 * texts. The delay is that of `delayAfter`.
 */
export const judgeFailure = redisScript(
  'judge failures',
  record,
  `
local r = record(KEYS[1])
local now, forget, horizon = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[7])
local most = tonumber(ARGV[6])
local function text(number) return string.format('%.17g', number) end
if r then
  local pruned = tonumber(r.last) <= horizon - tonumber(r.forget)
    and not (r.max ~= '' and tonumber(r.count) >= tonumber(r.max))
  if pruned then
    redis.call('DEL', KEYS[1])
    r = nil
  end
end
local count = 0
if r then
  local past = tonumber(r.count)
  if now - tonumber(r.last) < forget or (most and past >= most) then count = past end
end
if r then
  if most and count >= most then return {'0', text(count), 'inf'} end
  if count >= tonumber(ARGV[3]) then
    local delay = math.min(tonumber(ARGV[5]),
      tonumber(ARGV[4]) * 2 ^ math.min(count - tonumber(ARGV[3]), 40))
    local wait = tonumber(r.last) + delay - now
    if delay > 0 and wait > 0 then return {'0', text(count), text(wait)} end
  end
end
if ARGV[8] ~= '1' then return {'1', text(count), '0'} end
count = count + 1
local last = now
if r then last = math.max(now, tonumber(r.last)) end
redis.call('HSET', KEYS[1], 'count', text(count), 'last', text(last), 'max', ARGV[6], 'forget', ARGV[2])
if most and count >= most then
  redis.call('PERSIST', KEYS[1])
else
  redis.call('EXPIRE', KEYS[1], string.format('%.0f', math.ceil(last - now + forget) + ${slackSeconds}))
end
return {'1', text(count), '0'}`,
)

/** KEYS: a key. Takes one attempt back. */
export const forgiveFailure = redisScript(
  'forgive a failure',
  `
local count = tonumber(redis.call('HGET', KEYS[1], 'count'))
if not count then return 0 end
if count > 1 then redis.call('HINCRBY', KEYS[1], 'count', -1) else redis.call('DEL', KEYS[1]) end
return 1`,
)
