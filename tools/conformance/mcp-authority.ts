import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Person } from '../../test/end-to-end/support/person.ts'
import { type Line, startLine } from '../../test/end-to-end/support/start-line.ts'
import { runScenario } from './run-scenario.ts'
import type { Outcome } from './suites.ts'

/** How a client of the suite comes to be known. */
const clientKinds = ['operated', 'registered', 'published'] as const

type ClientKind = (typeof clientKinds)[number]

/** All that the suite has for authorization servers. */
export const authorityScenarios = [
  'authorization-server-metadata-endpoint',
  'authorization-code-grant',
] as const

/**
 * Runs the scenarios of authorization servers against a running authority: as a client of the operator,
 * as one that registers itself, and as one by metadata document. What the suite asks of a person, a
 * browser without scripts does.
 */
export async function runAuthorityScenarios(
  outputFolder: string,
  { kinds = clientKinds as readonly ClientKind[], withDocuments = true } = {},
): Promise<readonly Outcome[]> {
  const port = await freePort()
  const redirectUri = `http://127.0.0.1:${port}/callback`
  const policy = { scope: 'read:documents' }
  const line = await startLine({
    redirectUris: [redirectUri],
    settings: {
      registration: { open: true, ...policy },
      clientIdMetadataDocuments: withDocuments && policy,
    },
  })
  const document = await publishDocument(redirectUri)
  try {
    const outcomes: Outcome[] = []
    for (const kind of kinds) {
      const clientId = {
        operated: async () => 'public',
        registered: () => registerClient(line, redirectUri),
        published: async () => document.url,
      }[kind]
      const folder = await mkdtemp(join(outputFolder, `${kind}-`))
      outcomes.push(...(await runAs(kind, await clientId(), port, line, folder)))
    }
    return outcomes
  } finally {
    document.close()
    await line.stop()
  }
}

async function runAs(
  kind: string,
  clientId: string,
  port: number,
  line: Line,
  folder: string,
): Promise<readonly Outcome[]> {
  const target = ['--url', line.issuer, '--client-id', clientId, '--resource', line.api]
  const args = ['authorization', ...target, '--port', String(port), '--output-dir', folder]
  const patience = new AbortController()
  let visit: Promise<unknown> | undefined
  const onOutput = (printed: string) => {
    const url = /^https?:\/\/\S+\/authorize\?\S+$/m.exec(printed)?.[0]
    if (url === undefined || visit !== undefined) return
    // The suite would wait five minutes for a person who gets nowhere.
    visit = new Person()
      .allow(new URL(url))
      .then((callback) => fetch(callback))
      .catch(() => patience.abort())
  }
  const { passed, output } = await runScenario(args, onOutput, patience.signal)
  await visit
  const checks = await readChecks(folder)
  return authorityScenarios.map((scenario) => {
    const statuses = checks.get(scenario) ?? []
    const isGood = statuses.length > 0 && statuses.every((status) => status === 'SUCCESS')
    return { name: `authority: ${scenario} (${kind})`, passed: passed && isGood, output }
  })
}

/** The status of every check that the suite has written down, by scenario. */
async function readChecks(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const statuses = new Map<string, readonly string[]>()
  for (const entry of await readdir(folder, { recursive: true })) {
    const scenario = authorityScenarios.find((name) => entry.includes(name))
    if (scenario === undefined || !entry.endsWith('checks.json')) continue
    const checks = JSON.parse(await readFile(join(folder, entry), 'utf8')) as { status: string }[]
    statuses.set(
      scenario,
      checks.map(({ status }) => status),
    )
  }
  return statuses
}

async function registerClient(line: Line, redirectUri: string): Promise<string> {
  const response = await fetch(`${line.issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'conformance',
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'none',
    }),
  })
  const { client_id } = (await response.json()) as { client_id: string }
  return client_id
}

/** A client metadata document on loopback, which an authority on loopback may read. */
async function publishDocument(redirectUri: string) {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ client_id: url(), redirect_uris: [redirectUri] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/client.json`
  return { url: url(), close: () => server.close() }
}

/** A port of loopback that was free a moment ago; the suite opens its callback there. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
