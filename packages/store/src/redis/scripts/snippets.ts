/** Lua that several scripts begin with. */

/**
 * How much longer than needed Redis keeps what it forgets by itself, in seconds: more than the clocks of
 * two nodes differ. What is judged is judged by the time passed in, never by what Redis still has.
 */
export const slackSeconds = 600

/** `opt(x)`: an argument made by `optional`; false where it is absent. */
export const opt = `
local function opt(x)
  if x == '' then return false end
  return string.sub(x, 2)
end`

/** `record(key)`: a hash as a table, or nil. */
export const record = `
local function record(key)
  local flat = redis.call('HGETALL', key)
  if #flat == 0 then return nil end
  local fields = {}
  for i = 1, #flat, 2 do fields[flat[i]] = flat[i + 1] end
  return fields
end`

/**
 * `keep(key, expiresAt, now)`: lets Redis forget the key some time after it has expired. `now` is the
 * caller's time; where the caller was told none ('') the server's own, which only decides when memory is
 * given back.
 */
export const keep = `
local function keep(key, expiresAt, now)
  local from = tonumber(now) or tonumber(redis.call('TIME')[1])
  local left = math.max(math.ceil(tonumber(expiresAt) - from), 0) + ${slackSeconds}
  redis.call('EXPIRE', key, string.format('%.0f', left))
end`

/** `put(key, name, value)`: sets a field, or removes it where the value is false. */
export const put = `
local function put(key, name, value)
  if value then redis.call('HSET', key, name, value) else redis.call('HDEL', key, name) end
end`

/** `post(outbox, from)`: puts the arguments from there on, pairs of delivery and item, into the outbox. */
export const post = `
local function post(outbox, from)
  for i = from, #ARGV, 2 do redis.call('HSET', outbox, ARGV[i], ARGV[i + 1]) end
end`
