import type { RememberedDevice, User } from '../store/port.ts'
import { personalId, sha256 } from '../tokens/secret.ts'
import type { Context } from './context.ts'

/** Seconds a browser is remembered. */
const REMEMBERED = 30 * 86_400

/** From now on this person need not give the second proof in this browser, for 30 days. */
export async function rememberBrowser(user: User, context: Context): Promise<void> {
  const { cookies, event, now, request, store } = context
  const secret = personalId(user.sub, 30)
  const device = {
    id: personalId(user.sub),
    user_agent: (request.headers.get('user-agent') ?? '').slice(0, 300),
    created_at: now,
    last_used_at: now,
    expires_at: now + REMEMBERED,
  }
  await store.factors.rememberDevice(user.sub, device, await sha256(secret))
  cookies.set('remembered', secret, REMEMBERED)
  event('device_remembered', { sub: user.sub, device: device.id })
}

/** Whether this browser is one of them. It stands in for no factor: what is said of the sign-in leaves it out. */
export async function isRemembered(user: User, context: Context): Promise<boolean> {
  const { cookies, now, store } = context
  const secret = cookies.get('remembered')
  if (secret === undefined) return false
  const device = await store.factors.useDevice(user.sub, await sha256(secret), now)
  return device !== undefined && counts(device, user)
}

/** All of a person's. */
export async function rememberedBrowsers(user: User, { now, store }: Context) {
  const devices = await store.factors.devices(user.sub, now)
  return devices.filter((device) => counts(device, user))
}

/** Whoever knew the former password may be who was remembered. */
const counts = ({ created_at }: RememberedDevice, { password_changed_at = 0 }: User) =>
  created_at > password_changed_at

/** Every browser gives the second proof again: what people prove themselves with has changed. */
export async function forgetBrowsers(user: User, { event, store }: Context): Promise<void> {
  await store.factors.forgetDevices(user.sub)
  event('devices_forgotten', { sub: user.sub })
}
