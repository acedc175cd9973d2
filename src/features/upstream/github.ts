import { processAuthorizationCodeResponse } from 'oauth4webapi'
import type { Context } from '../../flow/context.ts'
import { askUpstream } from './ask.ts'
import { clientOf } from './client.ts'
import type { Said } from './identity.ts'
import { type Arrival, redeem } from './openid.ts'
import { UpstreamRefused } from './refused.ts'

const API = 'https://api.github.com'

/**
 * Whom GitHub speaks of: there is no ID token, so it is asked with the access token. The number of an account stays, its
 * login may be somebody else's tomorrow. https://docs.github.com/en/rest/users
 */
export async function askGitHub(arrival: Arrival, context: Context): Promise<Said> {
  const { server, upstream } = arrival
  const response = await redeem(arrival, context)
  const tokens = await processAuthorizationCodeResponse(server, clientOf(upstream), response)
  const [user, emails] = await Promise.all([
    ask<{ id?: unknown; name?: unknown }>('/user', tokens.access_token, context),
    ask<unknown>('/user/emails', tokens.access_token, context),
  ])
  if (!Number.isSafeInteger(user.id)) throw new UpstreamRefused('unsound', 'its user has no id')
  const email = primaryIn(emails)
  return {
    sub: String(user.id),
    ...(typeof user.name === 'string' && { name: user.name }),
    ...(email !== undefined && { email, email_verified: true }),
  }
}

/** The address that is verified and the main one; others may be of anybody's choosing. */
function primaryIn(emails: unknown): string | undefined {
  const all = Array.isArray(emails) ? emails : []
  const primary = all.find((one) => one?.primary === true && one.verified === true)
  return typeof primary?.email === 'string' ? primary.email : undefined
}

async function ask<T>(path: string, access_token: string, context: Context): Promise<T> {
  const headers = { Authorization: `Bearer ${access_token}`, Accept: 'application/vnd.github+json' }
  const response = await askUpstream(API + path, { method: 'GET', headers }, context)
  if (response.status === 200) return (await response.json()) as T // members are checked where they are read
  throw new UpstreamRefused('unsound', `${path} answered ${response.status}, expected 200`)
}
