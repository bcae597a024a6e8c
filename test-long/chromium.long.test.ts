import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { chromiumMissing, launchChromium } from '../test/support/chromium.ts'

test('Chromium renders a page served on loopback', { skip: chromiumMissing() }, async (t) => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end('<!doctype html><title>door</title><h1>open</h1>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const browser = await launchChromium()
  t.after(() => browser.close())
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  assert.equal(await page.title(), 'door')
  assert.equal(await page.locator('h1').textContent(), 'open')
})

test('a path that holds no Chromium is a reason to skip, in a sentence', () => {
  const before = process.env.CHROMIUM_PATH
  try {
    process.env.CHROMIUM_PATH = '/nowhere/chromium'
    assert.match(chromiumMissing() || '', /^needs Chromium: .*CHROMIUM_PATH/)
    process.env.CHROMIUM_PATH = process.execPath
    assert.equal(chromiumMissing(), false)
  } finally {
    if (before === undefined) delete process.env.CHROMIUM_PATH
    else process.env.CHROMIUM_PATH = before
  }
})
