/** Light around it, in modules: what a reader needs. ISO/IEC 18004 §5.3.8. */
const BORDER = 4

/** A QR code as the side of its square and the outline of what is dark in it, for one SVG path. */
export async function qrCode(text: string): Promise<{ size: number; path: string }> {
  const { encode } = await import('uqr')
  const { data, size } = encode(text, { ecc: 'L', border: BORDER })
  return { size, path: data.flatMap(rowPath).join('') }
}

/** One rectangle for each run of dark modules. */
function rowPath(row: readonly boolean[], y: number): string[] {
  const runs: string[] = []
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue
    const from = x
    while (row[x + 1]) x++
    runs.push(`M${from} ${y}h${x - from + 1}v1H${from}z`)
  }
  return runs
}
