import type { Context } from '../flow/context.ts'
import { defineFeature } from '../flow/feature.ts'
import { show } from '../flow/show.ts'
import { stylesheet } from '../pages/style.ts'

/** Seconds a file may be kept whose name changes with its content. */
const FOREVER = 31_536_000

const welcome = (context: Context): Promise<Response> =>
  show(context, (pages, common) =>
    pages.welcomePage({
      ...common,
      links: [{ href: `${common.base}/account`, label: pages.accountLabel(common.lang) }],
    }),
  )

const styles = async (): Promise<Response> =>
  new Response(stylesheet.body, {
    headers: {
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': `public, max-age=${FOREVER}, immutable`,
      'X-Content-Type-Options': 'nosniff',
    },
  })

/** A browser asks for one unasked; the answer keeps its console quiet. */
const favicon = async (): Promise<Response> =>
  new Response(null, { status: 204, headers: { 'Cache-Control': 'public, max-age=86400' } })

export const hostedPages = defineFeature({
  spec: 'Hosted pages',
  endpoints: [
    { path: '/', methods: ['GET'], audience: 'person', handle: welcome },
    { path: stylesheet.path, methods: ['GET'], audience: 'person', handle: styles },
    { path: '/favicon.ico', methods: ['GET'], audience: 'person', handle: favicon },
  ],
})
