import type { Sealer } from '../tokens/seal.ts'

/** This machine, by whichever of its addresses. */
const LOOPBACK = /^(127\.0\.0\.1|::1)$/

/** What steps from one place have in common, without the address. */
export async function placeKey(request: Request, sealer: Sealer): Promise<string> {
  const address = request.headers.get('cf-connecting-ip')?.replace(LOOPBACK, '') ?? ''
  return `from:${(await sealer.tag('trace', address)).slice(0, 12)}`
}
