import { createServer, type RequestListener, type Server } from 'node:http'
import { describePoliciesEvent, type PoliciesEvent } from '@sallyport/policies'
import { type Configuration, guardOptions, type Sallyport, startSallyport } from 'sallyport'
import { createDocumentsApi } from './documents-api.ts'
import { openDocumentsPolicies } from './policy.ts'
import { addTryPages } from './try-pages.ts'

/** The authority and the documents API, both listening. */
export interface RunningDocuments {
  readonly sallyport: Sallyport
  /** As tokens name it: the first of the configured resources. */
  readonly api: string
  stop(): Promise<void>
}

/** Starts both in one process. Rejects with a message for the operator, and then neither listens. */
export async function startDocuments(
  configuration: Configuration,
  {
    port,
    onFault,
    say = () => {},
  }: {
    readonly port: number
    readonly onFault: (error: unknown) => void
    /** Told in a line of each change of the policies. */
    readonly say?: (line: string) => void
  },
): Promise<RunningDocuments> {
  const api = configuration.resources[0].identifier
  const ready = Promise.withResolvers<RequestListener>()
  // The port comes first: a start that fails for want of it has made no user and lost no password.
  const server = await listen(port, async (req, res) => (await ready.promise)(req, res))
  const opened: (() => Promise<void>)[] = []
  const stop = async () => {
    server.close()
    server.closeAllConnections()
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    const onPolicies = (event: PoliciesEvent) => say(describePoliciesEvent(event))
    const sallyport = await startSallyport(configuration, { onFault, onPolicies })
    opened.push(() => sallyport.stop())
    const { issuer, revocations, audit } = sallyport
    const policies = sallyport.policies ?? (await openDocumentsPolicies(onPolicies))
    opened.push(() => policies.stop())
    const app = createDocumentsApi(
      { issuer, audience: api, revocations, audit, ...guardOptions(configuration), onFault },
      policies,
    )
    addTryPages(app, { issuer, api })
    ready.resolve(app)
    return {
      sallyport,
      api,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function listen(port: number, answer: RequestListener): Promise<Server> {
  const server = createServer(answer)
  return new Promise((resolve, reject) => {
    server.once('listening', () => resolve(server))
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} of 127.0.0.1 is in use; stop the other program`)
          : error,
      ),
    )
    server.listen(port, '127.0.0.1')
  })
}
