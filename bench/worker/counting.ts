import type { Env } from '../../src/worker.ts'

/** Storage calls of one request: what was asked of each kind of storage. */
export interface Calls {
  do: number
  d1: number
  /** Queries to D1 for the audit: counted apart, for no answer waits for them (test/flow/audit.test.ts). */
  audit: number
  kvRead: number
  kvWrite: number
  /** Each call by name, in order, such as 'GRANT_CELL.rotate'. */
  names: string[]
}

export const noCalls = (): Calls => ({ do: 0, d1: 0, audit: 0, kvRead: 0, kvWrite: 0, names: [] })

/** The calls since the last `reset`; requests are counted one after the other. */
export function createCounter() {
  let calls = noCalls()
  return {
    note(kind: Exclude<keyof Calls, 'names'>, name: string) {
      calls[kind] += 1
      calls.names.push(name)
    },
    take(): Calls {
      const taken = calls
      calls = noCalls()
      return taken
    },
  }
}

export type Counter = ReturnType<typeof createCounter>

/** The same bindings, each call noted. */
export function counted(env: Env, counter: Counter): Env {
  const objects = Object.entries(env)
    .filter(([, binding]) => typeof binding === 'object' && 'idFromName' in binding)
    .map(([name, binding]) => [name, namespace(name, binding as Namespace, counter)])
  return {
    ...env,
    ...Object.fromEntries(objects),
    DB: database(env.DB, counter),
    KV: kv(env.KV, counter),
  }
}

type Call = (...given: unknown[]) => unknown

/** A host object whose methods are seen before they are called; they want their own object as `this`. */
function watched<T extends object>(target: T, see: (name: string, call: Call) => Call): T {
  return new Proxy(target, {
    get(_, name) {
      const value = Reflect.get(target, name, target)
      if (typeof value !== 'function' || typeof name !== 'string') return value
      return see(name, (...given) => Reflect.apply(value, target, given))
    },
  })
}

type Namespace = DurableObjectNamespace

function namespace(binding: string, objects: Namespace, counter: Counter): Namespace {
  return watched(objects, (name, call) => (...given) => {
    const answer = call(...given)
    if (name === 'jurisdiction') return namespace(binding, answer as Namespace, counter)
    return name === 'get' || name === 'getByName'
      ? stub(binding, answer as object, counter)
      : answer
  })
}

const stub = (binding: string, object: object, counter: Counter) =>
  watched(object, (method, call) => (...given) => {
    counter.note('do', `${binding}.${method}`)
    return call(...given)
  })

const STATEMENT = ['run', 'all', 'first', 'raw']
const AUDIT = /\b(?:into|from) "audit"/i
/** The statement behind a watched one: a batch takes its own only. */
const behind = new WeakMap<object, D1PreparedStatement>()

function database(d1: D1Database, counter: Counter): D1Database {
  return watched(d1, (name, call) => (...given) => {
    if (name === 'prepare')
      return statement(call(...given) as D1PreparedStatement, String(given[0]), counter)
    if (name === 'withSession') return database(call(...given) as D1Database, counter)
    if (name === 'exec') counter.note('d1', `exec ${given[0]}`)
    if (name !== 'batch') return call(...given)
    const statements = given[0] as D1PreparedStatement[]
    for (const _ of statements) counter.note('d1', 'DB.batch')
    return call(statements.map((one) => behind.get(one) ?? one))
  })
}

function statement(of: D1PreparedStatement, sql: string, counter: Counter): D1PreparedStatement {
  const made = watched(of, (name, call) => (...given) => {
    if (name === 'bind') return statement(call(...given) as D1PreparedStatement, sql, counter)
    if (STATEMENT.includes(name)) {
      counter.note(AUDIT.test(sql) ? 'audit' : 'd1', `DB ${sql.trim().split(/\s+/)[0]}`)
    }
    return call(...given)
  })
  behind.set(made, of)
  return made
}

const WRITES = ['put', 'delete']

const kv = (namespace: KVNamespace, counter: Counter): KVNamespace =>
  watched(namespace, (name, call) => (...given) => {
    counter.note(WRITES.includes(name) ? 'kvWrite' : 'kvRead', `KV.${name}`)
    return call(...given)
  })
