import * as z from 'zod/mini'
import type { Context } from '../flow/context.ts'
import { defineFeature } from '../flow/feature.ts'
import { json, page, pageProps } from '../flow/render.ts'
import { placeKey } from '../flow/trace.ts'
import {
  type ConnectionStepName,
  connectionSteps,
  connectionsOf,
  type TracedStep,
} from '../protocol/connection.ts'
import { invalidRequest } from '../protocol/errors.ts'
import { parametersOf, printable, readQuery, readText } from '../protocol/parameters.ts'
import { grantOfJti } from '../tokens/handle.ts'
import { randomId } from '../tokens/secret.ts'

/** Steps looked at for the page. */
const LIMIT = 2000
const STYLES = '/dev/traces.css'

async function traces(context: Context): Promise<Response> {
  const { chooseLanguage } = await import('../pages/index.ts')
  const { tracesPage } = await import('./traces-page.tsx')
  const { request: request_id } = parametersOf(readQuery(context.request))
  const all = connectionsOf(await context.store.traces.list(LIMIT))
  const isAsked = (steps: readonly TracedStep[]) =>
    steps.some((step) => step.request_id === request_id)
  const connections = request_id === undefined ? all.slice(0, 50) : all.filter(isAsked)
  if (context.request.headers.get('accept')?.includes('application/json'))
    return json({ connections })
  const props = { ...pageProps(context, chooseLanguage), lang: 'en' as const }
  return page(
    tracesPage({ ...props, connections, request_id, styles: context.issuer.path + STYLES }),
  )
}

async function styles(): Promise<Response> {
  const { tracesStyle } = await import('./traces-page.tsx')
  return new Response(tracesStyle, { headers: { 'Content-Type': 'text/css; charset=utf-8' } })
}

/** Milliseconds: how long ago a step may have been seen. */
const LATE = 60_000

const told = z.object({
  step: z.enum(Object.keys(connectionSteps) as [ConnectionStepName, ...ConnectionStepName[]]),
  outcome: z.enum(['ok', 'waiting', 'failed']),
  received: z.string(),
  fix: z.optional(z.string()),
  at: z.optional(z.int()),
  keys: z._default(z.array(z.string().check(z.regex(/^(client|grant|jti):\S{1,300}$/))), []),
})

/** A resource server of this machine tells what it saw, so that a connection is whole. */
async function report(context: Context): Promise<Response> {
  const { step, outcome, received, fix, keys, ...told } = await toldIn(context.request)
  const now = Date.now()
  // it was seen before it was told of; steps stand in the order in which they happened
  const at = Math.min(Math.max(told.at ?? now, now - LATE), now)
  await context.store.traces.append([
    {
      ...{ id: `${at}.${randomId(8)}`, at, request_id: context.request_id },
      ...{ step, outcome, received: printable(received, 500) },
      ...(fix !== undefined && { fix: printable(fix, 500) }),
      keys: [...keys.map(grantKey), await placeKey(context.request, context.sealer)],
    },
  ])
  return json({})
}

/** A token of ours says in its `jti` by which grant it was issued. */
function grantKey(key: string): string {
  const grant = key.startsWith('jti:') ? grantOfJti(key.slice('jti:'.length))?.id : undefined
  return grant ? `grant:${grant}` : key
}

async function toldIn(request: Request) {
  try {
    return told.parse(JSON.parse(await readText(request)))
  } catch (cause) {
    throw invalidRequest('expected a step as protocol/connection.ts has it', { cause })
  }
}

/** Pages that show a developer what happened: part of `npm start`, and of no deployment. */
export const tracesPages = defineFeature({
  spec: 'Connection trace',
  endpoints: [
    { path: '/dev/traces', methods: ['GET'], audience: 'person', handle: traces },
    { path: '/dev/traces', methods: ['POST'], audience: 'program', handle: report },
    { path: STYLES, methods: ['GET'], audience: 'person', handle: styles },
  ],
  explains: (request_id) => `/dev/traces?request=${encodeURIComponent(request_id)}`,
})
