import {
  accountPage,
  linkedAccounts,
  type PageProps,
  returnPage,
  upstreamLastPage,
  upstreamLinkPage,
  upstreamTroublePage,
  upstreamUnknownPage,
} from '../../src/pages/index.ts'
import { texts } from '../../src/pages/text.ts'

type Form = Omit<PageProps, 'client'> & { csrf: string; request: string }

/** The pages about accounts elsewhere, filled. */
export function upstreamSamples(
  form: Form,
  echo: (text: string) => string,
): Record<string, string> {
  const upstream = echo('Google')
  const email = echo('maria@example.com')
  const known = { ...form, upstream, email, name: echo('Maria Sommer') }
  const troubles = Object.keys(
    texts.en.upstream.trouble,
  ) as (keyof typeof texts.en.upstream.trouble)[]
  const kinds = ['new', 'known', 'unverified', 'nobody'] as const
  const linked = { upstream: echo('google'), name: upstream, subject: echo('10769150350006150715') }
  return {
    ...Object.fromEntries(
      kinds.map((kind) => [`upstream-${kind}`, upstreamUnknownPage({ ...known, kind })]),
    ),
    ...Object.fromEntries(
      troubles.map((trouble) => [
        `upstream-trouble-${trouble}`,
        upstreamTroublePage({ ...form, upstream, trouble }),
      ]),
    ),
    'upstream-link': upstreamLinkPage({ ...form, upstream, there: email, here: email }),
    'upstream-last': upstreamLastPage(form),
    'upstream-leaving': returnPage({
      ...form,
      upstream,
      to: echo('https://accounts.google.com/o/oauth2/v2/auth?client_id=a&state=b;c'),
      host: echo('accounts.google.com'),
    }),
    'account-linked': accountPage({
      ...form,
      user: { email, email_verified: true },
      sessions: [],
      apps: [],
      sections: linkedAccounts({
        ...form,
        linked: [
          { ...linked, email, linked_at: 1_790_000_000, last_used_at: 1_790_400_000 },
          { ...linked, linked_at: 1_790_000_000 },
        ],
        others: [{ id: echo('apple'), name: echo('Apple') }],
      }),
    }),
  }
}
