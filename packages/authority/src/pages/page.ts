import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #55606f; --paper: #f4f5f7; --card: #fff;
  --line: #8a94a3; --accent: #0b57c4; --on-accent: #fff; --bad: #a5121f }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf0; --soft: #aab3c0; --paper: #12161c;
  --card: #1b2129; --line: #6f7a89; --accent: #8ab6ff; --on-accent: #0d1b33; --bad: #ff9a9f } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
main { width: min(100%, 25rem); padding: 2rem; background: var(--card); border-radius: .75rem;
  box-shadow: 0 1px 4px rgb(0 0 0 / 18%); overflow-wrap: anywhere }
h1 { margin: 0 0 .5rem; font-size: 1.4rem; line-height: 1.25 }
h2 { margin: 0; font-size: 1.1rem; line-height: 1.3 }
section { margin: 1.25rem 0; padding: 1.25rem 0 0; border-top: 1px solid var(--line) }
em { font-style: normal; font-weight: 400; color: var(--soft) }
a { color: var(--accent) }
p { margin: .5rem 0 1rem; color: var(--soft) }
ul { margin: 0 0 1.25rem; padding-left: 1.2rem }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600 }
input { width: 100%; padding: .6rem .7rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: .4rem }
.actions { display: flex; gap: .75rem; margin-top: 1.5rem }
button { flex: 1; padding: .65rem 1rem; font: inherit; font-weight: 600; border-radius: .4rem;
  border: 1px solid var(--accent); background: transparent; color: var(--accent); cursor: pointer }
button.primary { background: var(--accent); color: var(--on-accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.error { color: var(--bad); font-weight: 600 }
.caution { padding: .6rem .7rem; color: var(--ink); border: 1px solid var(--line); border-radius: .4rem }
.done { color: var(--ink); font-weight: 600 }
strong { color: var(--ink) }
`

/** The frame of every page; everything put into it is escaped. */
export async function renderPage(title: string, body: Html, nonce: string): Promise<string> {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Sallyport</title>
<style nonce="${nonce}">${raw(STYLE)}</style>
</head>
<body><main>${body}</main></body>
</html>
`
  return String(await page)
}
