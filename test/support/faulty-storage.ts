import { storageFault } from '../../src/protocol/errors.ts'
import type { Storage, Store } from '../../src/store/port.ts'
import { createFailing, type Failing } from './failing.ts'

/** A storage whose methods fail where they are told to. */
export function faultyStorage(real: Storage): Storage & Failing {
  const failing = createFailing((why) => storageFault(new Error(why)))
  const aggregate = (name: string, methods: object) =>
    Object.fromEntries(
      Object.entries(methods).map(([method, call]) => [
        method,
        (...given: unknown[]) =>
          failing.through(`${name}.${method}`, async () => await call(...given)),
      ]),
    )
  const wrapped = ({ activity, audit, logouts, ...others }: Store) => {
    const { passwords, throttle, users } = others
    const aggregates = Object.entries(others).map(([name, methods]) => [
      name,
      aggregate(name, methods),
    ])
    // no answer waits for what follows it (the audit, one's activity, a notice, a hash made anew, telling clients of a
    // sign-out), so none can fail of it
    const append = (...given: Parameters<Store['audit']['append']>) =>
      audit.append(...given).then(() => undefined) // no checkpoint is signed, whose calls would count
    const announce = aggregate('logouts', logouts)['announce']
    const counted = aggregate('throttle', throttle)
    const attempt: Store['throttle']['attempt'] = (limits, now) =>
      (isNotice(limits) ? throttle.attempt : counted['attempt'])?.(limits, now) as Promise<number>
    return {
      ...Object.fromEntries(aggregates),
      passwords: { ...aggregate('passwords', passwords), renewed: passwords.renewed },
      users: { ...aggregate('users', users), rehash: users.rehash },
      throttle: { ...counted, attempt },
      activity,
      audit: { ...audit, append },
      logouts: { ...logouts, announce },
    } as Store // the same shape, each method wrapped
  }
  return Object.assign(failing, {
    forTenant: (tenant: string) => wrapped(real.forTenant(tenant)),
    sweep: (now: number) => real.sweep(now),
  })
}

const isNotice = (limits: Parameters<Store['throttle']['attempt']>[0]) =>
  limits.every(({ key }) => key.startsWith('notice/'))
