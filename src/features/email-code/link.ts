import { readOwnForm } from '../../flow/browser.ts'
import type { Context } from '../../flow/context.ts'
import { type Asked, chooseNumber, finish, type MailLink, openLink } from '../../flow/mail-code.ts'
import { mailProven } from '../../flow/mail-proof.ts'
import { show } from '../../flow/show.ts'
import { parametersOf, readQuery } from '../../protocol/parameters.ts'
import { sha256 } from '../../tokens/secret.ts'

/**
 * The page a link opens. It does nothing until somebody clicks: programs that scan mail open links. In the browser that asked
 * the click goes on; elsewhere three numbers are shown, and one of them stands in that browser.
 */
export async function open(context: Context): Promise<Response> {
  const { token } = parametersOf(readQuery(context.request))
  const link = await linkThatCounts(token, context)
  if (token === undefined || link === undefined) return told('over', context)
  const here = await askedHere(link, context)
  const { choices, agent } = link
  const form = { token, agent, ...(here ? { email: here.email } : { choices }) }
  return show(context, (pages, common) => pages.codeLinkPage({ ...common, ...form }), {
    ui_locales: here?.pending.parameters?.['ui_locales'],
  })
}

/** The click. */
export async function follow(context: Context): Promise<Response> {
  const { fields } = await readOwnForm(context)
  const link = await linkThatCounts(fields['token'], context)
  if (link === undefined) return told('over', context)
  if (fields['step'] === 'go-on') return goOnHere(link, context)
  const word = fields['number'] ?? 'none'
  if (!(await chooseNumber(link, word, context))) return told('over', context)
  const isRight = word === String(link.number)
  context.event(isRight ? 'code_number_right' : 'code_number_wrong', {})
  return told(isRight ? 'right' : word === 'none' ? 'refused' : 'wrong', context)
}

async function goOnHere(link: MailLink, context: Context): Promise<Response> {
  const asked = await askedHere(link, context)
  if (asked === undefined || !(await finish(link, context))) return told('over', context)
  return (await mailProven(asked, context)) ?? told('over', context)
}

async function linkThatCounts(token: string | undefined, context: Context) {
  const opened = await openLink(token, context)
  return opened === undefined || opened.expired ? undefined : opened.value
}

/** What goes on after the link, in the browser that has asked for it. */
async function askedHere(
  { asked, browser, ...link }: MailLink,
  context: Context,
): Promise<Asked | undefined> {
  if (asked === undefined) return undefined
  if (browser !== (await sha256(context.cookies.get('browser') ?? ''))) return undefined
  const { id, number, sent_at } = link
  return { ...asked, id, number, sent_at, code: '', started_at: asked.pending.started_at }
}

type Told = 'right' | 'wrong' | 'refused' | 'over'

const told = (outcome: Told, context: Context): Promise<Response> =>
  show(context, (pages, common) => pages.codeToldPage({ ...common, outcome }), {
    status: outcome === 'right' || outcome === 'refused' ? 200 : 400,
  })
