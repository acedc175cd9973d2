import { readOwnForm, whoIsThere } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { rpIdOf, userHandleOf } from '../../flow/passkey-challenge.ts'
import { seeOther } from '../../flow/return-address.ts'
import type { AccountSection } from '../../flow/sign-in-ways.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'
import type { Passkey, User } from '../../store/port.ts'
import { nameFrom } from './name.ts'

const NOTICES = ['passkey-added', 'passkey-renamed', 'passkey-removed'] as const

/** A person's passkeys on their account page; what it knows of them goes to their authenticators as well. */
export const show: AccountSection['show'] = async ({ user }, context) => {
  const rpId = rpIdOf(context)
  const userId = userHandleOf(user.sub)
  if (rpId === undefined || userId === undefined) return () => null
  const passkeys = await context.store.passkeys.list(user.sub)
  const { done } = parametersOf(readQuery(context.request))
  const notice = NOTICES.find((one) => one === done)
  const signals = signalsOf(user, passkeys, { rpId, userId })
  return (pages, common) => pages.passkeysSection({ ...common, passkeys, notice, signals })
}

/** §5.1.10.3 and §5.1.10.4: which passkeys are still good, and what their person is called. */
function signalsOf(
  { email, claims }: User,
  passkeys: readonly Passkey[],
  whose: { rpId: string; userId: string },
) {
  const allAcceptedCredentialIds = passkeys.map(({ credential_id }) => credential_id)
  return {
    signalAllAcceptedCredentials: { ...whose, allAcceptedCredentialIds },
    signalCurrentUserDetails: {
      ...whose,
      name: email,
      displayName: displayNameOf({ email, claims }),
    },
  }
}

/** What a person is called where their passkeys are listed. */
export const displayNameOf = ({ email, claims }: Pick<User, 'email' | 'claims'>): string =>
  typeof claims['name'] === 'string' ? claims['name'] : email

/** Another name for one of one's own. */
export async function rename(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const person = await whoIsThere(context)
  const name = nameFrom(fields['name'])
  if (person !== undefined && name !== undefined) {
    await context.store.passkeys.rename(person.user.sub, fields['passkey'] ?? '', name)
  }
  const done = name === undefined ? '' : '?done=passkey-renamed'
  return seeOther(`${context.issuer.identifier}/account${done}#passkeys`)
}
