import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { freshPerson } from '../../flow/fresh.ts'
import { notice } from '../../flow/notice.ts'
import { forgetBrowsers } from '../../flow/remembered-devices.ts'
import { seeOther } from '../../flow/return-address.ts'
import { show } from '../../flow/show.ts'
import { hasAnotherWay } from '../../flow/sign-in-ways.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'

/** GET asks whether it is meant; POST takes the passkey away. What is the last way to sign in stays. */
export async function remove(context: Context): Promise<Response> {
  const { fields } =
    context.request.method === 'POST'
      ? await readOwnForm(context)
      : { fields: parametersOf(readQuery(context.request)) }
  const id = fields['passkey'] ?? ''
  const here = `/account/passkeys/remove?${new URLSearchParams({ passkey: id })}`
  const fresh = await freshPerson(here, context)
  if ('ask' in fresh) return fresh.ask
  const { user } = fresh.person
  const { issuer, store } = context
  const passkey = await store.passkeys.find(user.sub, id)
  if (passkey === undefined) return seeOther(`${issuer.identifier}/account#passkeys`)
  const hasOther = await hasAnotherWay('passkey', user, context)
  if (context.request.method === 'POST') {
    const isRemoved = await store.passkeys.remove(user.sub, id, { keepLast: !hasOther })
    if (isRemoved) {
      await forgetBrowsers(user, context)
      notice('passkey_removed', { user, about: passkey.name, credential_id: id }, context)
      return seeOther(`${issuer.identifier}/account?done=passkey-removed#passkeys`)
    }
  }
  const isLast = !hasOther && (await store.passkeys.list(user.sub)).length < 2
  return show(context, (pages, common) => pages.removePasskeyPage({ ...common, passkey, isLast }), {
    status: isLast && context.request.method === 'POST' ? 409 : 200,
  })
}
