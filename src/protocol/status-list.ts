import { base64url } from 'jose'

/** Entries of one list. Token Status List §4. */
export const LIST_SIZE = 2 ** 20

/** Numbers of lists are `generation × stride + cell`; a cell's number stays below the stride. */
const STRIDE = 100_000

/** Where a token's status stands: which list, and which entry of it. Token Status List §6.1. */
export interface StatusPlace {
  list: number
  idx: number
}

/**
 * The place a cell's running number stands for. Neighbours are scattered over the list, so that an entry does not tell
 * when its token was made; an odd factor makes that a one-to-one mapping.
 */
export const placeOf = (cell: number, running: number): StatusPlace => ({
  list: Math.floor(running / LIST_SIZE) * STRIDE + cell,
  idx: ((running % LIST_SIZE) * 0x9e_37_5) % LIST_SIZE,
})

/** Undoes the factor of `placeOf`: their product is 1 modulo the size of a list. */
const INVERSE = 0xb_94_dd

/** The running number that a place stands for. */
export const runningOf = ({ list, idx }: StatusPlace): number =>
  Math.floor(list / STRIDE) * LIST_SIZE + ((idx * INVERSE) % LIST_SIZE)

/** The place a token names in its `status` claim; nothing for one that names none. Token Status List §6.1. */
export function placeNamed(status: unknown): StatusPlace | undefined {
  const { idx, uri } =
    (status as { status_list?: Partial<{ idx: number; uri: string }> } | undefined)?.status_list ??
    {}
  const list = /\/(\d{1,9})$/.exec(uri ?? '')?.[1]
  return idx === undefined || list === undefined ? undefined : { list: Number(list), idx }
}

/** The cell and the range of running numbers `[from, to)` that a list covers. */
export function rangeOf(list: number): { cell: number; from: number; to: number } {
  const from = Math.floor(list / STRIDE) * LIST_SIZE
  return { cell: list % STRIDE, from, to: from + LIST_SIZE }
}

/** The compressed list in which these entries are 1 (INVALID) and all others 0 (VALID). Token Status List §4.1. */
export async function encodeStatusList(invalid: Iterable<number>): Promise<string> {
  const bits = new Uint8Array(LIST_SIZE / 8)
  for (const idx of invalid) bits[idx >> 3] = (bits[idx >> 3] ?? 0) | (1 << (idx & 7))
  return base64url.encode(await through(bits, new CompressionStream('deflate')))
}

/** The bits of a compressed list. @throws when it is not zlib. */
export const decodeStatusList = (lst: string): Promise<Uint8Array> =>
  through(base64url.decode(lst), new DecompressionStream('deflate'))

/** Whether the entry is set; an entry beyond the list counts as set. Token Status List §8.3. */
export function isInvalid(bits: Uint8Array, idx: number): boolean {
  const byte = bits[idx >> 3]
  return byte === undefined || (byte & (1 << (idx & 7))) !== 0
}

async function through(bytes: Uint8Array, transform: CompressionStream | DecompressionStream) {
  const stream = new Response(bytes).body?.pipeThrough(transform)
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
