import { redisScript } from '../redis-script.ts'

/**
 * `head()`: position of the last entry. Where the feed has no memory (it is new, or the server has lost
 * it) a memory begins here, after every position that another clock of ours has ever given: a position is
 * the server's milliseconds times 1000, and a count. Uses `lastKey`, `bornKey`.
 */
const head = `
local function position()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1000000 + math.floor(tonumber(t[2]) / 1000) * 1000
end
local function text(number) return string.format('%.0f', number) end
local function head()
  local last = redis.call('GET', lastKey)
  if last and redis.call('EXISTS', bornKey) == 1 then return tonumber(last) end
  local now = math.max(position(), tonumber(last or '0') + 1)
  redis.call('SET', bornKey, text(now))
  redis.call('SET', lastKey, text(now))
  return now
end`

/** KEYS: last, born. Answers both positions. */
export const feedHead = redisScript(
  'feed head',
  'local lastKey, bornKey = KEYS[1], KEYS[2]',
  head,
  `
local at = head()
return {text(at), redis.call('GET', bornKey)}`,
)

/**
 * KEYS: entries, last, born, mark, and where it comes from an outbox its delivery. ARGV: kind, id, revoked
 * at, expires at, seconds that the mark is kept, seconds that the delivery is remembered. Answers the
 * position. A delivery that was made before changes nothing and answers as it did.
 */
export const appendEntry = redisScript(
  'append to the feed',
  'local lastKey, bornKey = KEYS[2], KEYS[3]',
  head,
  `
if KEYS[5] then
  local before = redis.call('GET', KEYS[5])
  if before then return before end
end
local at = math.max(position(), head() + 1)
redis.call('XADD', KEYS[1], text(math.floor(at / 1000)) .. '-' .. text(at % 1000),
  'kind', ARGV[1], 'id', ARGV[2], 'revoked', ARGV[3], 'expires', ARGV[4])
redis.call('SET', lastKey, text(at))

local revoked, left = ARGV[3], tonumber(ARGV[5])
local mark = redis.call('GET', KEYS[4])
if mark then
  local past = string.match(mark, ' (%d+)$')
  if past and tonumber(past) > tonumber(revoked) then revoked = past end
  left = math.max(left, redis.call('TTL', KEYS[4]))
end
redis.call('SET', KEYS[4], text(at) .. ' ' .. revoked, 'EX', text(left))
if KEYS[5] then redis.call('SET', KEYS[5], text(at), 'EX', ARGV[6]) end
return text(at)`,
)
