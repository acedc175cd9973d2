/** Continents as the platform names them; a cell's number divided by `perRegion` is an index into this list. */
const regions = ['EU', 'NA', 'AS', 'SA', 'OC', 'AF']

/**
 * The cell a new grant goes to: near where its refreshes will come from, that is the client's region when it is known,
 * else the person's. The number is in every token of the grant, so nothing is looked up later.
 */
export function chooseCell(continent: string | undefined, perRegion: number): number {
  const region = regions.indexOf(continent ?? '')
  const random = crypto.getRandomValues(new Uint16Array(1))[0] ?? 0
  return Math.max(region, 0) * perRegion + (random % perRegion)
}

/** Where tokens without a grant are taken back: one cell per client, found from its id. */
export function cellOfClient(client_id: string, perRegion: number): number {
  let hash = 0
  for (let i = 0; i < client_id.length; i++) hash = (hash * 31 + client_id.charCodeAt(i)) >>> 0
  return hash % perRegion
}
