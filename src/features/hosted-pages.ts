import { readOwnForm } from '../flow/browser.ts'
import type { Context } from '../flow/context.ts'
import { defineFeature } from '../flow/feature.ts'
import { seeOther } from '../flow/return-address.ts'
import { show } from '../flow/show.ts'
import { invalidRequest, notFound } from '../protocol/errors.ts'

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
  return stylesheetOf(stylesheet.body, isThis)
}

/** Colours and corners of a house or a client; nothing is looked up, and what cannot be read is not there. */
async function brand({ request, issuer }: Context): Promise<Response> {
  const { brandSheetAt } = await import('../pages/brand.ts')
  const { pathname } = new URL(request.url)
  const sheet = brandSheetAt(pathname.slice(pathname.lastIndexOf('/') + 1))
  if (sheet === undefined) throw notFound('there is no such brand')
  return stylesheetOf(sheet.body, pathname === issuer.path + sheet.path)
}

const stylesheetOf = (body: string, isThis: boolean): Response =>
  new Response(body, {
    headers: {
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': isThis ? `public, max-age=${FOREVER}, immutable` : 'no-cache',
      'X-Content-Type-Options': 'nosniff',
    },
  })

/** A browser asks for one unasked; the answer keeps its console quiet. */
const favicon = async (): Promise<Response> =>
  new Response(null, { status: 204, headers: { 'Cache-Control': 'public, max-age=86400' } })

/** The language its person chose in the foot of a page; then the page again. */
async function language(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const { languageNames } = await import('../pages/index.ts')
  const chosen = fields['language'] ?? ''
  if (!Object.hasOwn(languageNames, chosen)) {
    throw invalidRequest(`expected language to be one of ${Object.keys(languageNames).join(', ')}`)
  }
  context.cookies.set('language', chosen, FOREVER)
  return seeOther(ownAddress(fields['to'] ?? '', context))
}

/** A page of this house, however the address is spelled; else its front door. */
function ownAddress(to: string, { issuer }: Context): string {
  const front = issuer.identifier
  const { href } = URL.canParse(to, issuer.origin) ? new URL(to, issuer.origin) : { href: front }
  return href.startsWith(`${front}/`) ? href : front
}

export const hostedPages = defineFeature({
  spec: 'Hosted pages',
  endpoints: [
    { path: '/', methods: ['GET'], audience: 'person', handle: welcome },
    { path: '/language', methods: ['POST'], audience: 'person', handle: language },
    { path: '/style/:version', methods: ['GET'], audience: 'person', handle: styles },
    { path: '/brand/:tokens', methods: ['GET'], audience: 'person', handle: brand },
    { path: '/favicon.ico', methods: ['GET'], audience: 'person', handle: favicon },
  ],
})
