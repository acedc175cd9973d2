import { defineError } from '../protocol/errors.ts'
import type { Parameters } from '../protocol/parameters.ts'
import type { Purpose } from '../tokens/seal.ts'
import { sha256 } from '../tokens/secret.ts'
import { bindBrowser } from './browser.ts'
import type { Context } from './context.ts'
import type { Answers, WalkOf } from './feature.ts'
import type { Proven } from './sign-in-ways.ts'

const expired = defineError('invalid_request', { page: 'expired' })
const wrongBrowser = defineError('invalid_request', { status: 403, page: 'wrong-browser' })
const formRejected = defineError('invalid_request', { page: 'form-rejected' })

/**
 * What goes on once a person has answered: an authorization request, or a page of ours. It travels through the browser,
 * sealed and bound to it; nothing is stored before the person answers.
 */
export interface Pending {
  /** Absent when a page of ours waits. */
  parameters?: Parameters
  /** Of a request that did not come to /authorize: what takes it up. */
  walk?: WalkOf
  /** A path of ours below the issuer, such as '/account'. */
  page?: string
  started_at: number
  answers: Answers
  /** Whom the page was shown to. */
  sub?: string
  /** Who has proven something of themself, and is asked for a second proof. */
  proven?: Proven
  /** Scopes the consent page has shown. */
  offered?: readonly string[]
}

export const sealPending = (pending: Pending, context: Context): Promise<string> =>
  sealForBrowser('interaction', pending, context)

/** @throws as `openFromBrowser`. */
export const openPending = (sealed: string | undefined, context: Context): Promise<Pending> =>
  openFromBrowser<Pending>('interaction', sealed, context)

interface Bound<T> {
  browser: string
  value: T
}

/** A value that only a page shown in this browser brings back, in time, and for its purpose. */
export async function sealForBrowser<T extends { started_at: number }>(
  purpose: Purpose,
  value: T,
  context: Context,
): Promise<string> {
  const { started_at } = value
  const bound: Bound<T> = { value, browser: await sha256(bindBrowser(context)) }
  return context.sealer.seal(purpose, bound, started_at + context.options.interactionLifetime)
}

/**
 * @throws form-rejected for a value that is not ours or not for this, expired when the person took too long, wrong-browser
 * elsewhere.
 */
export async function openFromBrowser<T>(
  purpose: Purpose,
  sealed: string | undefined,
  context: Context,
): Promise<T> {
  const opened = await context.sealer.open<Bound<T>>(purpose, sealed ?? '', context.now)
  if (opened === undefined) throw formRejected('the field request is not one this page was given')
  if (opened.value.browser !== (await sha256(context.cookies.get('browser') ?? ''))) {
    throw wrongBrowser('this page was shown in another browser')
  }
  if (opened.expired) throw expired('too much time has passed since this page was first shown')
  return opened.value.value
}

/** What a link of ours carries on; without it, signing in leads to one's account. */
export const pendingOrAccount = async (
  request: string | undefined,
  context: Context,
): Promise<Pending> =>
  request === undefined
    ? { page: '/account', started_at: context.now, answers: {} }
    : openPending(request, context)
