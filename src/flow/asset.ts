/** Seconds a file may be kept whose name changes with its content. */
const FOREVER = 31_536_000

/** A script or stylesheet of ours, whose address changes with it. */
export const asset = (text: string, type: 'text/javascript' | 'text/css'): Response =>
  new Response(text, {
    headers: {
      'Content-Type': `${type}; charset=utf-8`,
      'Cache-Control': `public, max-age=${FOREVER}, immutable`,
      'X-Content-Type-Options': 'nosniff',
    },
  })
