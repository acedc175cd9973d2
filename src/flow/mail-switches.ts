import type { Options } from '../options.ts'

type Switches = Pick<Options, 'emailCodes' | 'mailer' | 'passwords' | 'signUp'>

/** Whether people may sign in with a code by mail. */
export const codesAreOn = ({ emailCodes, mailer }: Switches): boolean =>
  emailCodes && mailer !== undefined

/** Whether a forgotten password can be replaced. */
export const canRecover = ({ mailer, passwords }: Switches): boolean =>
  passwords && mailer !== undefined

/** Whether people can make an account themselves: with an address that is proven, or at least with a password. */
export const canSignUp = ({ mailer, passwords, signUp }: Switches): boolean =>
  signUp && (mailer !== undefined || passwords)
