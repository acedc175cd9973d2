import type { Context } from '../../flow/context.ts'
import { openFromBrowser, type Pending, sealForBrowser } from '../../flow/pending.ts'
import type { Identity } from './identity.ts'

/** Somebody an upstream speaks of, who is not known here by it and is asked what to do. */
export interface Waiting {
  /** Names the one sign-in it comes from. */
  id: string
  started_at: number
  identity: Identity
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

/** True the first time: an account is made, or linked, once for one sign-in. */
export const finishWaiting = ({ id, started_at }: Waiting, context: Context): Promise<boolean> =>
  finishOnce(`${id}/done`, started_at, context)

/** True the first time, of as many as come at once. */
export const finishOnce = (
  id: string,
  started_at: number,
  { store, options, now }: Context,
): Promise<boolean> =>
  store.challenges.finish(
    `upstream/${id}`,
    { most: 1, expires_at: started_at + options.interactionLifetime },
    now,
  )

/** Where linking goes on, below the issuer. */
export const linkPage = (sealed: string): string =>
  `/sign-in/upstream/link?request=${encodeURIComponent(sealed)}`

/** Where somebody is asked whose account elsewhere is nobody's here. */
export const unknownPage = (sealed: string): string =>
  `/sign-in/upstream/unknown?request=${encodeURIComponent(sealed)}`

export const localesOf = ({ parameters }: Pending) => ({ ui_locales: parameters?.['ui_locales'] })
