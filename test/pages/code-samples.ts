import {
  changePasswordPage,
  codeLinkPage,
  codePage,
  codeToldPage,
  codeWaitPage,
  newPasswordPage,
  type PageProps,
  recoverPage,
} from '../../src/pages/index.ts'

type Form = PageProps & { csrf: string; request: string }

/** The pages of codes by mail, and of what they are for. */
export function codeSamples(form: Form, echo: (text: string) => string): Record<string, string> {
  const email = echo('maria@example.com')
  const link = { ...form, token: echo('sealed-token'), agent: echo('Firefox on Linux') }
  const length = { minimumLength: 15 }
  return {
    code: codePage({ ...form, email, number: 47 }),
    'code-wrong': codePage({ ...form, email, number: 47, problem: 'wrong' }),
    'code-throttled': codePage({
      ...{ ...form, email, number: 47 },
      ...{ problem: 'throttled', retryAfter: 60 },
    }),
    'code-wait': codeWaitPage({ ...form, number: 47 }),
    'code-link-here': codeLinkPage({ ...link, email }),
    'code-link-elsewhere': codeLinkPage({ ...link, choices: [12, 47, 80] }),
    ...Object.fromEntries(
      (['right', 'wrong', 'refused', 'over'] as const).map((outcome) => [
        `code-told-${outcome}`,
        codeToldPage({ ...form, outcome }),
      ]),
    ),
    recover: recoverPage({ ...form, email, problem: 'email' }),
    'recover-password': newPasswordPage({ ...form, ...length, email, problem: 'short' }),
    'password-change': changePasswordPage({
      ...{ ...form, ...length, email, has: true, isRemovable: true, problem: 'current' },
    }),
    'password-set': changePasswordPage({
      ...{ ...form, ...length, email, has: false, isRemovable: false, done: 'removed' },
    }),
  }
}
