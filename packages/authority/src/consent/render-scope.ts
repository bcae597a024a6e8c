import { html } from 'hono/html'
import type { Html } from '../pages/page.ts'
import type { DescribedScope } from './describe-scope.ts'

/** What whoever asks will be able to do: plain words first, and the name that developers know. */
export function renderScope(scope: readonly DescribedScope[]): Html {
  if (scope.length === 0) return html`<p>It will learn who you are, and nothing more.</p>`
  return html`<p>It will be able to:</p><ul>${scope.map(scopeItem)}</ul>`
}

function scopeItem({ name, words }: DescribedScope): Html {
  return words === undefined
    ? html`<li>use ${name}</li>`
    : html`<li>${words} <em>(${name})</em></li>`
}
