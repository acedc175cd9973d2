import type { Context } from '../../flow/context.ts'
import { openFromBrowser, type Pending, sealForBrowser } from '../../flow/pending.ts'
import type { Identity } from './identity.ts'

/** Somebody an upstream speaks of, who is not known here by it and is asked what to do. */
export interface Waiting {
  /** Names the one sign-in it comes from. */
  id: string
  started_at: number
  identity: Identity
  /** The `sub` of an account that may be made: however often that is tried, it is one. */
  new_sub: string
  /** What goes on once they are signed in. */
  pending: Pending
  /** The `sub` of who began to link it; nobody else may. */
  linking?: string
}

export const sealWaiting = (waiting: Waiting, context: Context): Promise<string> =>
  sealForBrowser('upstream-person', waiting, context)

/** @throws as `openFromBrowser`. */
export const openWaiting = (sealed: string | undefined, context: Context): Promise<Waiting> =>
  openFromBrowser<Waiting>('upstream-person', sealed, context)

/** Tries to make or to link an account for one sign-in, should storage fail on the way. */
const TRIES = 3

/** Counts a try; false when it is done, or was tried too often. */
export const tryWaiting = (waiting: Waiting, { store, now, ...context }: Context) =>
  store.challenges.attempt(doneId(waiting), limitOf(waiting, context), now)

/** True the first time: an account is made, or linked, once for one sign-in. */
export const finishWaiting = (waiting: Waiting, { store, now, ...context }: Context) =>
  store.challenges.finish(doneId(waiting), limitOf(waiting, context), now)

const doneId = ({ id }: Waiting) => `upstream/${id}/done`
const limitOf = (
  { started_at }: { started_at: number },
  { options }: Pick<Context, 'options'>,
) => ({ most: TRIES, expires_at: started_at + options.interactionLifetime })

/** True the first time, of as many as come at once. */
export const finishOnce = (
  id: string,
  started_at: number,
  { store, now, ...context }: Context,
): Promise<boolean> =>
  store.challenges.finish(`upstream/${id}`, limitOf({ started_at }, context), now)

/** Where linking goes on, below the issuer. */
export const linkPage = (sealed: string): string =>
  `/sign-in/upstream/link?request=${encodeURIComponent(sealed)}`

/** Where somebody is asked whose account elsewhere is nobody's here. */
export const unknownPage = (sealed: string): string =>
  `/sign-in/upstream/unknown?request=${encodeURIComponent(sealed)}`

export const localesOf = ({ parameters }: Pending) => ({ ui_locales: parameters?.['ui_locales'] })
