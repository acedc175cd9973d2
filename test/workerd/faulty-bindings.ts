import type { StorageBindings } from '../../src/store/cloudflare/index.ts'
import type { Failing } from '../support/failing.ts'

/** The bindings, each call of which fails where it is told to: between two calls of one method of the port, too. */
export function faultyBindings(real: StorageBindings, failing: Failing): StorageBindings {
  const databases = Object.entries(real).filter(([name]) => /^DB(_\d+)?$/.test(name))
  return {
    ...Object.fromEntries(databases.map(([name, db]) => [name, database(db, name, failing)])),
    DB: database(real.DB, 'DB', failing),
    KV: overMethods(real.KV, {
      get: (key: string, type: 'json') => failing.through('KV.get', () => real.KV.get(key, type)),
      put: (key: string, value: string, options: KVNamespacePutOptions) =>
        failing.through('KV.put', () => real.KV.put(key, value, options)),
    }),
    GRANT_CELL: objects(real.GRANT_CELL, 'GRANT_CELL', failing),
    KEY_RING: objects(real.KEY_RING, 'KEY_RING', failing),
    THROTTLE: objects(real.THROTTLE, 'THROTTLE', failing),
    PASSWORD_HASHER: objects(real.PASSWORD_HASHER, 'PASSWORD_HASHER', failing),
    REPLAY: objects(real.REPLAY, 'REPLAY', failing),
    CHALLENGE: objects(real.CHALLENGE, 'CHALLENGE', failing),
    DEVICE_CODE: objects(real.DEVICE_CODE, 'DEVICE_CODE', failing),
  }
}

type Method = (...given: never[]) => unknown

/** The same object with some methods replaced. */
const overMethods = <T extends object>(real: T, methods: Record<string, Method>): T =>
  new Proxy(real, {
    get(target, name) {
      const replaced = methods[String(name)]
      if (replaced) return replaced
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })

const database = (real: D1Database, name: string, failing: Failing) =>
  overMethods(real, {
    prepare: (sql: string) => statement(real.prepare(sql), `${name} ${wordOf(sql)}`, failing),
    batch: (all: D1PreparedStatement[]) =>
      failing.through(`${name}.batch`, () => real.batch(all.map(unwrapped))),
  })

const wordOf = (sql: string) => sql.trim().split(/\s+/, 1)[0]?.toLowerCase()

const originals = new WeakMap<object, D1PreparedStatement>()
const unwrapped = (given: D1PreparedStatement) => originals.get(given) ?? given

function statement(real: D1PreparedStatement, name: string, failing: Failing): D1PreparedStatement {
  const through = (method: 'all' | 'run' | 'raw' | 'first') => [
    method,
    (...given: unknown[]) =>
      failing.through(name, () =>
        (real[method] as (...all: unknown[]) => Promise<unknown>)(...given),
      ),
  ]
  const wrapped = overMethods(real, {
    ...Object.fromEntries((['all', 'run', 'raw', 'first'] as const).map(through)),
    bind: (...values: unknown[]) => statement(real.bind(...values), name, failing),
  })
  originals.set(wrapped, real)
  return wrapped
}

function objects<T extends Rpc.DurableObjectBranded>(
  real: DurableObjectNamespace<T>,
  name: string,
  failing: Failing,
): DurableObjectNamespace<T> {
  const get = (id: DurableObjectId, options: DurableObjectNamespaceGetDurableObjectOptions) => {
    const stub = real.get(id, options) as unknown as Record<string, Method>
    return new Proxy(stub, {
      get:
        (target, method) =>
        (...given: never[]) =>
          failing.through(`${name}.${String(method)}`, async () =>
            target[String(method)]?.(...given),
          ),
    })
  }
  return overMethods(real, { get })
}
