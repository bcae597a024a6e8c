import type { ErrorRequestHandler } from 'express'

/**
 * Answers what was thrown on the way: the caller learns whose mistake it was, and nothing of how this API
 * is made. Express shows the stack where nobody says otherwise. It must be the last middleware.
 */
export const answerError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) {
    next(error)
    return
  }
  const status = statusOf(error)
  if (status >= 500) console.error(error)
  const text = status < 500 ? 'this request cannot be read' : 'something went wrong here'
  res.status(status).json({ error: text })
}

/** Only a mistake of the caller keeps its own status: a path or a body that cannot be parsed. */
function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('status' in error)) return 500
  const { status } = error
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}
