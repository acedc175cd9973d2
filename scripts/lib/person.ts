import { createServer } from 'node:http'

export interface Visitor {
  redirect_uri: string
  /** Shows an address and answers with the one the browser was sent back to. */
  open(url: string): Promise<string>
  close(): void
}

/** Waits at a loopback address for a browser to come back. RFC 8252 §7.3. */
export async function waitForPerson(): Promise<Visitor> {
  let arrived: (url: string) => void = () => {}
  const server = createServer((request, response) => {
    const url = `${origin()}${request.url}`
    response.setHeader('Content-Type', 'text/plain').end('Thank you. You can close this window.\n')
    if (request.url?.startsWith('/callback')) arrived(url)
  })
  const origin = () => {
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    redirect_uri: `${origin()}/callback`,
    open: (url) => {
      console.error(`Open this address and sign in:\n\n  ${url}\n`)
      return new Promise((resolve) => {
        arrived = resolve
      })
    },
    close: () => server.close(),
  }
}
