import type { Context } from '../flow/context.ts'
import { defineFeature } from '../flow/feature.ts'
import { show } from '../flow/show.ts'

/** Seconds a file may be kept whose name changes with its content. */
const FOREVER = 31_536_000

const welcome = (context: Context): Promise<Response> =>
  show(context, (pages, common) =>
    pages.welcomePage({
      ...common,
      links: [{ href: `${common.base}/account`, label: pages.accountLabel(common.lang) }],
    }),
  )

/** The stylesheet, whichever version a page names: only the one it is now may be kept. */
async function styles({ request, issuer }: Context): Promise<Response> {
  const { stylesheet } = await import('../pages/style.ts')
  const isThis = new URL(request.url).pathname === issuer.path + stylesheet.path
  return new Response(stylesheet.body, {
    headers: {
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': isThis ? `public, max-age=${FOREVER}, immutable` : 'no-cache',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

/** A browser asks for one unasked; the answer keeps its console quiet. */
const favicon = async (): Promise<Response> =>
  new Response(null, { status: 204, headers: { 'Cache-Control': 'public, max-age=86400' } })

export const hostedPages = defineFeature({
  spec: 'Hosted pages',
  endpoints: [
    { path: '/', methods: ['GET'], audience: 'person', handle: welcome },
    { path: '/style/:version', methods: ['GET'], audience: 'person', handle: styles },
    { path: '/favicon.ico', methods: ['GET'], audience: 'person', handle: favicon },
  ],
})
