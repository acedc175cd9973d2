import type { User } from '../store/port.ts'
import type { Context } from './context.ts'
import type { SignInWay } from './sign-in-ways.ts'

/** Whether a person could still sign in if they lost this way: what is the last is not taken from them. */
export async function hasOtherWay(
  user: User,
  without: SignInWay['name'],
  context: Context,
): Promise<boolean> {
  const others = context.registry.signInWays.filter(({ name }) => name !== without)
  const serve = await Promise.all(others.map(({ serves }) => serves?.(user, context) ?? false))
  return serve.some(Boolean)
}
