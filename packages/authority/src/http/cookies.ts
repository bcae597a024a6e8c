/**
 * The cookies of the authority, all `__Host-`: Secure, HttpOnly, for this host alone, opaque.
 * @see STANDARDS.md COOK-01 to COOK-04
 */
type CookieName = '__Host-sallyport-session' | '__Host-sallyport-browser' | '__Host-sallyport-known'

/** 256 bits, base64url. */
const OPAQUE = /^[\w-]{43}$/

/** What their values look like; for known browsers: one to four of id, expiry and MAC. */
const SHAPES: Readonly<Record<CookieName, RegExp>> = {
  '__Host-sallyport-session': OPAQUE,
  '__Host-sallyport-browser': OPAQUE,
  '__Host-sallyport-known': /^[\w-]{22}~\d{1,12}~[\w-]{43}(?:\.[\w-]{22}~\d{1,12}~[\w-]{43}){0,3}$/,
}

/**
 * The value of a cookie of ours. Undefined if absent, malformed or sent twice.
 * Security: with two of one name nobody can say which is ours (cookie tossing), so neither counts.
 */
export function readCookie(headers: Headers, name: CookieName): string | undefined {
  const values = (headers.get('cookie') ?? '')
    .split(/[;,]/)
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
  const [value] = values
  return values.length === 1 && value !== undefined && SHAPES[name].test(value) ? value : undefined
}

/** A `Set-Cookie` header that makes the browser forget the cookie. */
export function clearCookie(name: CookieName): string {
  return `${name}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`
}

/** A `Set-Cookie` header; the cookie lasts as long as the browser runs. */
export function formatCookie(name: CookieName, value: string): string {
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax`
}

/** As `formatCookie`, but the cookie outlasts the browser. */
export function formatLastingCookie(name: CookieName, value: string, seconds: number): string {
  return `${formatCookie(name, value)}; Max-Age=${seconds}`
}
