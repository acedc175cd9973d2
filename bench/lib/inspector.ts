/** One conversation with workerd's inspector. */
export async function inspector(url: URL) {
  const socket = new WebSocket(url.href)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', () => reject(new Error(`no inspector at ${url}`)))
  })
  const waiting = new Map<number, (result: unknown) => void>()
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data))
    waiting.get(id)?.(result)
  })
  let last = 0
  return {
    ask: <T>(method: string, params: object = {}) =>
      new Promise<T>((resolve) => {
        last += 1
        waiting.set(last, resolve as (result: unknown) => void)
        socket.send(JSON.stringify({ id: last, method, params }))
      }),
    close: () => socket.close(),
  }
}

/** Names of all isolates: ours, and those of miniflare's D1 and KV. */
export async function isolates(url: URL): Promise<string[]> {
  const list = new URL('/json', url)
  list.protocol = 'http:'
  const found = (await (await fetch(list)).json()) as { id: string }[]
  return found.map(({ id }) => id)
}
