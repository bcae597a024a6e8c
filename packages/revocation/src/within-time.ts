/**
 * The answer, or a rejection if there is none within `limitMs` milliseconds. `unref`: waiting for it keeps no
 * process running.
 */
export async function withinTime<Answer>(
  answer: Promise<Answer>,
  limitMs: number,
  keepsRunning: 'ref' | 'unref' = 'ref',
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the revocation feed has not answered for ${limitMs} ms`)),
      limitMs,
    )
    if (keepsRunning === 'unref') timer.unref()
  })
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
