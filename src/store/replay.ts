import { base64url } from 'jose'

/** What is remembered of an identifier that was used: as long as any other, however long whoever made it up has made it. */
export async function replayKey(id: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id))
  return base64url.encode(new Uint8Array(hash))
}
