import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAuthority } from '../support/open-authority.ts'

const peer = { address: '203.0.113.7' }

for (const issuer of ['https://auth.example', 'https://auth.example/tenant']) {
  test(`whoever opens ${issuer} is told what it is, and where to go on`, async (t) => {
    const bench = await openAuthority({ issuer })
    t.after(() => bench.close())
    const get = (path: string) =>
      bench.authority.fetch(new Request(new URL(path, issuer), { redirect: 'manual' }), { peer })
    for (const url of [issuer, `${issuer}/`]) {
      const response = await get(url)
      assert.equal(response.status, 200, url)
      assert.match(response.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
      const text = await response.text()
      assert.ok(text.includes(`<strong>${issuer}</strong>`))
      const links = [...text.matchAll(/<a href="([^"]*)"/g)].map(([, href = '']) => href)
      assert.equal(links.length, 2)
      for (const href of links) assert.ok([200, 303].includes((await get(href)).status), href)
    }
    for (const path of ['/nothing', '/authorize/', '//', '/authorize/x.css']) {
      assert.equal((await get(`${issuer}${path}`)).status, 404, path)
    }
  })
}
