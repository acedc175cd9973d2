import { type ActivityEvent, isActivity } from '../protocol/activity.ts'
import type { ActivityDetails } from '../store/port.ts'
import { randomId } from '../tokens/secret.ts'
import type { House } from './context.ts'

type Noted = Pick<House, 'store' | 'now' | 'waitUntil'> & { request?: Request }
type Details = Readonly<Record<string, unknown>>

/** Notes an event down for the person it concerns, after the answer has left; one that is not for people is left out. */
export function remember(event: string, details: Details, house: Noted): void {
  const { sub } = details
  if (isActivity(event) && typeof sub === 'string' && sub !== '')
    house.waitUntil(append(event, { ...details, sub }, house))
}

async function append(
  event: ActivityEvent,
  { sub, ...details }: Details & { sub: string },
  { store, now, request }: Noted,
): Promise<void> {
  // in the order of time
  const id = `${now.toString(36).padStart(8, '0')}-${randomId(9)}`
  try {
    await store.activity.append(sub, { id, at: now, event, details: said(details, request) })
  } catch (error) {
    console.error(
      JSON.stringify({ event: 'activity_failed', lost: { event, sub, at: now } }),
      error,
    )
  }
}

const short = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value.slice(0, 300) : undefined

function said({ client_id, name }: Details, request: Request | undefined): ActivityDetails {
  const { city, country } = (request?.cf ?? {}) as Details
  const all = {
    client_id: short(client_id),
    name: short(name),
    user_agent: short(request?.headers.get('user-agent')),
    city: short(city),
    country: short(country),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
