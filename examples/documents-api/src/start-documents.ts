import { createServer, type RequestListener, type Server } from 'node:http'
import { type Configuration, guardOptions, type Sallyport, startSallyport } from 'sallyport'
import { createDocumentsApi } from './documents-api.ts'
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
  { port, onFault }: { readonly port: number; readonly onFault: (error: unknown) => void },
): Promise<RunningDocuments> {
  const api = configuration.resources[0].identifier
  const ready = Promise.withResolvers<RequestListener>()
  // The port comes first: a start that fails for want of it has made no user and lost no password.
  const server = await listen(port, async (req, res) => (await ready.promise)(req, res))
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  try {
    const sallyport = await startSallyport(configuration, { onFault })
    const { issuer, revocations, audit } = sallyport
    const app = createDocumentsApi({
      issuer,
      audience: api,
      revocations,
      audit,
      ...guardOptions(configuration),
      onFault,
    })
    addTryPages(app, { issuer, api })
    ready.resolve(app)
    return {
      sallyport,
      api,
      stop: async () => {
        close()
        await sallyport.stop()
      },
    }
  } catch (error) {
    close()
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
