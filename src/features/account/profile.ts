import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { seeOther } from '../../flow/return-address.ts'
import { show as showPage } from '../../flow/show.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'
import { placeOf, withPerson } from './person.ts'

const PAGE = '/account/profile'
const NAMES = ['name', 'given_name', 'family_name'] as const
/** Characters of a name. */
const LONGEST = 100

export const show = (context: Context): Promise<Response> =>
  withPerson(PAGE, context, async ({ user }) => {
    const { email, email_verified, claims } = user
    const known = [...NAMES, 'locale' as const].filter((name) => typeof claims[name] === 'string')
    const profile = Object.fromEntries(known.map((name) => [name, claims[name] as string])) // as just checked
    const { done } = parametersOf(readQuery(context.request))
    const notice = done === 'profile-saved' ? done : undefined
    const canChangeEmail = context.options.mailer !== undefined
    return showPage(context, (pages, common) =>
      pages.profilePage({ ...common, email, email_verified, profile, notice, canChangeEmail }),
    )
  })

/** Takes what apps may see of a person as they wrote it; an empty field is none. */
export async function save(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const { isLanguage } = await import('../../pages/index.ts')
  return withPerson(PAGE, context, async ({ user }) => {
    const names = NAMES.map((name) => [name, oneLine(fields[name])] as const)
    const locale = isLanguage(fields['locale'] ?? '') ? fields['locale'] : undefined
    const wanted = { ...user.claims, ...Object.fromEntries(names), locale }
    const claims = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value != null))
    await context.store.users.update(user.sub, { claims }, context.now)
    context.event('profile_changed', { sub: user.sub })
    return seeOther(placeOf(context, PAGE, 'profile-saved'))
  })
}

function oneLine(text = ''): string | undefined {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  return [...line].slice(0, LONGEST).join('') || undefined
}
