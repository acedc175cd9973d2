import {
  type ActivityLine,
  activityPage,
  changeEmailPage,
  dataPage,
  deletePage,
  emailLinkPage,
  type Language,
  leavingPage,
  lockDownPage,
  profilePage,
} from '../../src/pages/index.ts'
import { activityEvents } from '../../src/protocol/activity.ts'

const AT = 1_790_000_000
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36'

type Echo = (text: string) => string

/** The pages of one's own account besides the overview, filled. */
export function accountSamples(
  page: { lang: Language; base: string; brand: { name: string }; csrf: string },
  echo: Echo,
): Record<string, string> {
  const email = echo('maria@example.com')
  const lines = activityEvents.map(
    (event, place): ActivityLine => ({
      ...{ id: echo(`id-${place}`), at: AT - place * 9000, event, user_agent: echo(CHROME) },
      ...{ city: echo('Hamburg'), country: 'DE' },
      ...(event.startsWith('app') && { name: echo('Harbour Notes') }),
    }),
  )
  const profile = { name: echo('Maria Sommer'), given_name: echo('Maria'), locale: 'fr' }
  const deletes_at = AT + 1_209_600
  const steps = ['sent', 'confirm', 'undo', 'over', 'taken', 'recently'] as const
  return {
    profile: profilePage({
      ...{ ...page, email, email_verified: true, profile, canChangeEmail: true },
      notice: 'profile-saved',
    }),
    'email-change': changeEmailPage({ ...page, email, next: email, problem: 'same' }),
    ...Object.fromEntries(
      steps.map((step) => [
        `email-${step}`,
        emailLinkPage({ ...page, step, email, change: echo('sealed') }),
      ]),
    ),
    activity: activityPage({ ...page, lines }),
    'lock-down': lockDownPage({
      ...{ ...page, email, about: lines[1], sessions: 2, apps: 1, sections: undefined },
    }),
    'lock-down-done': lockDownPage({ ...page, email, sessions: 0, apps: 0, sections: undefined }),
    data: dataPage({ ...page, deletes_at }),
    delete: deletePage({ ...page, deletes_at, email }),
    leaving: leavingPage({ ...page, deletes_at, canStay: true, request: echo('sealed') }),
    left: leavingPage({ ...page, deletes_at, canStay: true }),
  }
}
