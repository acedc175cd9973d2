import { readOwnForm, whoIsThere } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import type { Person } from '../../flow/feature.ts'
import { rememberedBrowsers } from '../../flow/remembered-devices.ts'
import { seeOther } from '../../flow/return-address.ts'
import { dueFactorsOf } from '../../flow/second-factors.ts'
import type { AccountSection } from '../../flow/sign-in-ways.ts'

type Section = ReturnType<AccountSection['show']>

/** The section of the account page about second factors. */
export async function factors({ user }: Person, context: Context): Section {
  const { totp, recovery_codes } = await context.store.factors.of(user.sub)
  const hasAny = (await dueFactorsOf(user, context)).length > 0
  const props = { added_at: totp?.created_at, codesLeft: hasAny ? recovery_codes : undefined }
  return (pages, common) => pages.secondFactorSection({ ...common, ...props })
}

/** The section about browsers that are not asked for the second proof; there is none without such a browser. */
export async function devices({ user }: Person, context: Context): Section {
  const devices = await rememberedBrowsers(user, context)
  return (pages, common) => pages.rememberedDevicesSection({ ...common, devices })
}

/** POST /account/remembered-devices: one is forgotten, or all are. */
export async function forget(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const person = await whoIsThere(context)
  if (person !== undefined) {
    const { sub } = person.user
    await context.store.factors.forgetDevices(sub, fields['device'])
    context.event('device_forgotten', {
      sub,
      ...(fields['device'] && { device: fields['device'] }),
    })
  }
  return seeOther(`${context.issuer.identifier}/account`)
}
