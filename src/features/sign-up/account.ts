import type { Context } from '../../flow/context.ts'
import type { User } from '../../store/port.ts'
import { randomId } from '../../tokens/secret.ts'

export interface NewAccount {
  email: string
  email_verified: boolean
  name: string | undefined
  password: string | undefined
}

/** The new person; `undefined` when the address is taken. */
export async function create(
  { email, email_verified, name, password }: NewAccount,
  { event, store, now }: Context,
): Promise<User | undefined> {
  const user: User = {
    sub: randomId(),
    email,
    email_verified,
    ...(password !== undefined && { password_hash: await store.passwords.hash(password) }),
    claims: name ? { name } : {},
    created_at: now,
    updated_at: now,
  }
  if (!(await store.users.create(user))) return undefined
  event('signed_up', { sub: user.sub })
  return user
}

/** A name as it is kept. */
export const nameOf = (name: string | undefined): string | undefined => name?.trim().slice(0, 200)
