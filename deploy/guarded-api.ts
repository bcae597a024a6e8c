import { createServer } from 'node:http'
import { createDocumentsApi, openDocumentsPolicies } from '@sallyport/example-documents-api'
import { guardOptions, openConfiguration, openGuardPorts } from 'sallyport'
import { addTryPages } from '../examples/documents-api/src/try-pages.ts'

/** The documents API in a process of its own, behind a guard on the store of the configuration. */
const configuration = await openConfiguration({
  command: 'serve',
  file: 'deploy/sallyport.config.ts',
})
// #region ports
const ports = await openGuardPorts({ store: configuration.store })
// #endregion
const policies = await openDocumentsPolicies()
const app = createDocumentsApi(
  {
    issuer: configuration.issuer,
    audience: configuration.resources[0].identifier,
    revocations: ports.revocations,
    audit: ports.audit,
    ...guardOptions(configuration),
  },
  policies,
)
addTryPages(app, { issuer: configuration.issuer, api: configuration.resources[0].identifier })
const server = createServer(app)
server.listen(Number(process.env.API_PORT ?? 4001), '0.0.0.0', () =>
  console.log('the documents API is ready'),
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    server.close()
    server.closeAllConnections()
    await policies.stop()
    await ports.close()
  })
}
