import { redisScript } from '../redis-script.ts'
import { keep, record } from './snippets.ts'

/**
 * One hash a session: `facts` (JSON: what never changes), `clients` (JSON), `lastSeen`, `expires`, `seen`
 * (head of the feed when it was saved). `gone(r, at, idle)`: whether pruning up to then has forgotten it.
 */
const gone = `
local function gone(r, at, idle)
  at = tonumber(at)
  return tonumber(r.expires) <= at or tonumber(r.lastSeen) + tonumber(idle) < at
end`

/** KEYS: the session. ARGV: facts, clients, last seen, expires, seen. */
export const saveSession = redisScript(
  'save session',
  keep,
  `
redis.call('HSET', KEYS[1], 'facts', ARGV[1], 'clients', ARGV[2], 'lastSeen', ARGV[3], 'expires', ARGV[4],
  'seen', ARGV[5])
keep(KEYS[1], ARGV[4], ARGV[3])
return 1`,
)

/** KEYS: the session. ARGV: now, idle, horizon, idle of the horizon. Answers touched or unknown, and it. */
export const touchSession = redisScript(
  'touch session',
  record,
  gone,
  `
local r = record(KEYS[1])
local now = tonumber(ARGV[1])
if not r or gone(r, ARGV[3], ARGV[4]) or tonumber(r.expires) <= now
  or tonumber(r.lastSeen) + tonumber(ARGV[2]) < now then return {'unknown'} end
if now > tonumber(r.lastSeen) then redis.call('HSET', KEYS[1], 'lastSeen', ARGV[1]) end
return {'touched', '', redis.call('HGETALL', KEYS[1])}`,
)

/** KEYS: the session. ARGV: client, horizon, idle of the horizon. Answers added or unknown, and it. */
export const addSessionClient = redisScript(
  'add client to session',
  record,
  gone,
  `
local r = record(KEYS[1])
if not r or gone(r, ARGV[2], ARGV[3]) then return {'unknown'} end
local clients = cjson.decode(r.clients)
local known = false
for _, client in ipairs(clients) do known = known or client == ARGV[1] end
if not known then
  table.insert(clients, ARGV[1])
  redis.call('HSET', KEYS[1], 'clients', cjson.encode(clients))
end
return {'added', '', redis.call('HGETALL', KEYS[1])}`,
)

/** KEYS: the session. ARGV: horizon, idle of the horizon. Answers ended or unknown, and it as it was. */
export const endSession = redisScript(
  'end session',
  record,
  gone,
  `
local r = record(KEYS[1])
local flat = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
if not r or gone(r, ARGV[1], ARGV[2]) then return {'unknown'} end
return {'ended', '', flat}`,
)
