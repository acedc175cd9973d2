import { defineError } from '../protocol/errors.ts'
import { parametersOf, readForm } from '../protocol/parameters.ts'
import type { ConsentKey, Session, User } from '../store/port.ts'
import { makeSessionSecret, readSessionSecret } from '../tokens/handle.ts'
import { personalId, randomId } from '../tokens/secret.ts'
import type { Context } from './context.ts'
import type { Person } from './feature.ts'
import { acrOf } from './sign-in-ways.ts'

const wrongBrowser = defineError('invalid_request', { status: 403, page: 'wrong-browser' })
const formRejected = defineError('invalid_request', { status: 403, page: 'form-rejected' })

/** A random value that stays with the browser, so that a page answers only where it was shown. */
export function bindBrowser({ cookies }: Context): string {
  const bound = cookies.get('browser')
  if (bound !== undefined && /^[A-Za-z0-9_-]{22}$/.test(bound)) return bound
  const made = randomId()
  cookies.set('browser', made)
  return made
}

/** The hidden value every form carries: only a page shown in this browser knows it. */
export const csrfToken = (context: Context): Promise<string> =>
  context.sealer.tag('csrf', bindBrowser(context))

/**
 * The fields of a form that one of our own pages, in this browser, has sent. `scope` may repeat; other fields may not.
 * @throws form-rejected for a missing or foreign token or origin, wrong-browser when the cookies did not come along.
 */
export async function readOwnForm(context: Context) {
  const { request, cookies, sealer, issuer } = context
  requireOwnOrigin(request, issuer.origin)
  const pairs = await readForm(request)
  const scope = pairs.getAll('scope')
  pairs.delete('scope')
  const fields = parametersOf(pairs)
  const browser = cookies.get('browser')
  if (browser === undefined) {
    throw wrongBrowser('the form came without the cookie that its page has set')
  }
  if (!(await sealer.verifyTag('csrf', browser, fields['csrf'] ?? ''))) {
    throw formRejected('the form was not made for this browser; go back, reload and send it again')
  }
  return { fields, scope }
}

/** Our pages send no referrer, so a browser says `Origin: null`; then Sec-Fetch-Site has to vouch for it. */
function requireOwnOrigin(request: Request, own: string): void {
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  const foreignOrigin = origin !== null && origin !== 'null' && origin !== own
  const foreignSite = site !== null && site !== 'same-origin'
  if (foreignOrigin || foreignSite) throw formRejected('the form was sent from another site')
}

/** Seconds between two notes of when a session was last seen. */
const SEEN_INTERVAL = 300

/** Who is signed in in this browser, with what they agreed to before for a client. One who is leaving is nobody. */
export async function whoIsThere(
  context: Context,
  agreed?: Omit<ConsentKey, 'sub'>,
): Promise<Person | undefined> {
  const person = await whoseBrowser(context, agreed)
  return person?.user.deletes_at === undefined ? person : undefined
}

/** Who is signed in in this browser to be deleted soon: all they can do is to stay. */
export async function whoIsLeaving(
  context: Context,
): Promise<(Person & { deletes_at: number }) | undefined> {
  const person = await whoseBrowser(context)
  const deletes_at = person?.user.deletes_at
  return person && deletes_at !== undefined ? { ...person, deletes_at } : undefined
}

async function whoseBrowser(
  { cookies, store, now, waitUntil }: Context,
  agreed?: Omit<ConsentKey, 'sub'>,
): Promise<Person | undefined> {
  const ref = await readSessionSecret(cookies.get('session') ?? '')
  const person = ref && (await store.sessions.find(ref, now, agreed))
  if (person && now - person.session.last_seen_at > SEEN_INTERVAL) {
    waitUntil(store.sessions.touch(person.session.sid, now))
  }
  return person
}

/** Signs a person in: always a new session under a new cookie, whatever the browser had. */
export async function startSession(
  user: User,
  amr: readonly string[],
  context: Context,
): Promise<Session> {
  const { now, request, store, options } = context
  const former = await whoseBrowser(context)
  const session: Session = {
    sid: personalId(user.sub),
    sub: user.sub,
    auth_time: now,
    acr: acrOf(amr),
    amr,
    created_at: now,
    last_seen_at: now,
    expires_at: now + options.sessionLifetime,
    user_agent: (request.headers.get('user-agent') ?? '').slice(0, 300),
  }
  const { secret, secret_hash } = await makeSessionSecret(user.sub)
  await store.sessions.start(session, secret_hash)
  if (former) await store.sessions.end(former.session.sub, former.session.sid)
  context.cookies.set('session', secret, options.sessionLifetime)
  return session
}

/**
 * Another cookie for a session whose person has proven more; it goes on as the same one, signed in when it was. False when
 * it is not the one of this browser any more.
 */
export async function stepUpSession(
  { sid, sub }: { sid: string; sub: string },
  amr: readonly string[],
  context: Context,
): Promise<boolean> {
  const { cookies, now, store } = context
  const ref = await readSessionSecret(cookies.get('session') ?? '')
  const there = ref && (await store.sessions.find(ref, now))
  if (ref === undefined || there?.session.sid !== sid || there.user.sub !== sub) return false
  const { secret, secret_hash } = await makeSessionSecret(sub)
  if (!(await store.sessions.stepUp(ref, { acr: acrOf(amr), amr }, secret_hash))) return false
  cookies.set('session', secret, there.session.expires_at - now)
  return true
}

export function forgetSession({ cookies }: Context): void {
  cookies.remove('session')
  cookies.set('browser', randomId())
}
