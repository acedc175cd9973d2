/**
 * Answers a function that runs `run` once for all who call while it is under way.
 *
 * A Worker drops the I/O of a request whose caller has gone, and its promises stay pending for
 * ever. So nobody waits longer than `patience` (milliseconds) for another's run; then it runs anew.
 */
export function singleFlight<T>(run: () => Promise<T>, patience: number): () => Promise<T> {
  let flight: Promise<T> | undefined

  const start = (): Promise<T> => {
    const own = run().finally(() => {
      if (flight === own) flight = undefined
    })
    flight = own
    return own
  }

  return async () => {
    if (!flight) return start()
    const { promise: late, resolve } = Promise.withResolvers<undefined>()
    const timer = setTimeout(resolve, patience)
    const landed = flight.then((value) => ({ value }))
    const first = await Promise.race([landed, late]).finally(() => clearTimeout(timer))
    return first ? first.value : start()
  }
}
