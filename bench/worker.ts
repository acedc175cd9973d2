// The product's worker with a bench beside it: below /bench/ and /floor/ nothing of Sallyport is run.
import worker, { type Env } from '../src/worker.ts'
import { type Calls, counted, createCounter } from './worker/counting.ts'
import { codes, seed, session } from './worker/desk.ts'
import { type FloorCell, floor } from './worker/floor.ts'

export * from '../src/worker.ts'
export { FloorCell } from './worker/floor.ts'

interface BenchEnv extends Env {
  FLOOR_CELL: DurableObjectNamespace<FloorCell>
  /** 'yes': each answer says which storage calls it took. Not in a measured run. */
  COUNT?: string
}

const counter = createCounter()
let watched: Env | undefined

export default {
  async fetch(request, env, context): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname.startsWith('/floor/')) return floor.fetch(request, env, context)
    if (pathname.startsWith('/bench/')) {
      return pathname === '/bench/minute' ? minute(env) : desk(pathname, searchParams, env)
    }
    if (env.COUNT !== 'yes') return worker.fetch(request, env, context)

    watched ??= counted(env, counter)
    counter.take()
    const later: Promise<unknown>[] = []
    const noted = { ...context, waitUntil: (one: Promise<unknown>) => void later.push(one) }
    const answer = await worker.fetch(request, watched, noted as ExecutionContext)
    await Promise.allSettled(later)
    return said(answer, counter.take())
  },
} satisfies ExportedHandler<BenchEnv>

function said(answer: Response, calls: Calls): Response {
  const response = new Response(answer.body, answer)
  response.headers.set('Bench-Calls', JSON.stringify(calls))
  return response
}

/** What the cron trigger does. */
async function minute(env: Env): Promise<Response> {
  const moment = { scheduledTime: Date.now(), cron: '* * * * *', noRetry() {} } as const
  await worker.scheduled(moment as never, env)
  return Response.json('done')
}

async function desk(path: string, query: URLSearchParams, env: BenchEnv): Promise<Response> {
  if (path === '/bench/seed') return Response.json(await seed(env).then(() => 'seeded'))
  if (path === '/bench/session') return Response.json(await session(env))
  if (path === '/bench/codes') {
    return Response.json(
      await codes({
        count: Number(query.get('count')),
        openid: query.get('openid') === 'yes',
        client_id: query.get('client_id') ?? 'web',
      }),
    )
  }
  return new Response(null, { status: 404 })
}
