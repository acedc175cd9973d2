import type { Sealer } from '../tokens/seal.ts'

/** What steps from one place have in common, without the address. */
export async function placeKey(request: Request, sealer: Sealer): Promise<string> {
  const address = request.headers.get('cf-connecting-ip') ?? ''
  return `from:${(await sealer.tag('trace', address)).slice(0, 12)}`
}
