/** What mails of one kind say; `house` is who writes, `about` what it is about. */
interface Says {
  subject: (house: string, about: string) => string
  title: string
  text: (house: string, about: string) => string
  /** On the button, and before the link in plain text. */
  button: string
  /** Why this mail came. */
  why: string
  /** What to do when it was somebody else. */
  otherwise: string
}

const kinds = {
  sign_in: {
    subject: (house) => `Sign in to ${house}`,
    title: 'Sign in',
    text: () => 'Use this on the page where you are signing in.',
    button: 'Sign in',
    why: 'Somebody entered this address on our sign-in page.',
    otherwise:
      'If that was not you, you need not do anything: without this mail nobody gets in. Give the code to no one, whoever asks.',
  },
  sign_in_new: {
    subject: (house) => `Sign in to ${house}`,
    title: 'You have no account yet',
    text: () =>
      'There is no account with this address here. Use this on the page where you are signing in, and you can create one.',
    button: 'Create an account',
    why: 'Somebody entered this address on our sign-in page.',
    otherwise:
      'If that was not you, you need not do anything: without this mail nobody gets in. Give the code to no one, whoever asks.',
  },
  no_account: {
    subject: (house) => `No account at ${house} with this address`,
    title: 'No account with this address',
    text: () =>
      'Somebody asked for a code with this address, and no account here can be used with it. Perhaps you signed up with another address?',
    button: 'Go to the sign-in page',
    why: 'Somebody entered this address on one of our pages.',
    otherwise: 'If that was not you, you need not do anything.',
  },
  sign_up: {
    subject: (house) => `Confirm your email for ${house}`,
    title: 'Confirm your email',
    text: () => 'Use this on the page where you are creating your account.',
    button: 'Confirm email',
    why: 'Somebody is creating an account with this address.',
    otherwise: 'If that was not you, ignore this mail. No account will come of it.',
  },
  sign_up_known: {
    subject: (house) => `You already have an account at ${house}`,
    title: 'You already have an account',
    text: () =>
      'Somebody wanted to create an account with this address. There is one already, so nothing has changed. Use what follows to sign in to it; a code goes on the page where you entered your address. If you have forgotten your password, you can choose a new one on the sign-in page.',
    button: 'Sign in',
    why: 'Somebody entered this address to create an account.',
    otherwise:
      'If that was not you, you need not do anything. They have not been told that you have an account, and without this mail nobody gets in. Give a code to no one, whoever asks.',
  },
  password_reset: {
    subject: (house) => `Choose a new password for ${house}`,
    title: 'Choose a new password',
    text: () => 'Use this on the page where you asked for a new password.',
    button: 'Choose a new password',
    why: 'Somebody asked to replace the password of the account with this address.',
    otherwise: 'If that was not you, ignore this mail. Your password stays as it is.',
  },
  email_change: {
    subject: (house) => `Confirm your new email for ${house}`,
    title: 'Confirm your new email',
    text: () => 'Confirm that this address is yours, and your account will use it from now on.',
    button: 'Confirm address',
    why: 'Somebody entered this as the new address of their account.',
    otherwise: 'If that was not you, ignore this mail. The address will not be used.',
  },
  email_undo: {
    subject: (house) => `Your email at ${house} was changed`,
    title: 'Your email was changed',
    text: () =>
      'Your account uses another address from now on. If you did not want that, take it back here.',
    button: 'Take it back',
    why: 'This was the address of your account until now.',
    otherwise: 'If it was you, you need not do anything.',
  },
  invitation: {
    subject: (_, about) => `You are invited to ${about}`,
    title: 'You are invited',
    text: (house, about) => `${about} invites you to join them at ${house}.`,
    button: 'See the invitation',
    why: 'Somebody who looks after this organisation entered your address.',
    otherwise: 'If you do not know them, ignore this mail. Nothing happens unless you accept.',
  },
} satisfies Record<string, Says>

/** What happened to an account; `about` is a name or a date. */
const notices = {
  new_device: {
    subject: (house) => `New sign-in at ${house}`,
    title: 'New sign-in',
    text: () => 'Somebody has signed in to your account in a browser we had not seen before.',
  },
  passkey_added: {
    subject: (house) => `A passkey was added at ${house}`,
    title: 'A passkey was added',
    text: () => 'From now on this passkey can be used to sign in to your account.',
  },
  passkey_removed: {
    subject: (house) => `A passkey was removed at ${house}`,
    title: 'A passkey was removed',
    text: () => 'This passkey can no longer be used to sign in to your account.',
  },
  factor_added: {
    subject: (house) => `Two-step sign-in was set up at ${house}`,
    title: 'Two-step sign-in was set up',
    text: () => 'Your account has one more way to confirm that it is you.',
  },
  factor_removed: {
    subject: (house) => `Two-step sign-in was removed at ${house}`,
    title: 'Two-step sign-in was removed',
    text: () => 'Your account has one way less to confirm that it is you.',
  },
  recovery_codes_made: {
    subject: (house) => `New recovery codes at ${house}`,
    title: 'New recovery codes',
    text: () => 'New recovery codes were made for your account. The old ones no longer work.',
  },
  recovery_code_used: {
    subject: (house) => `A recovery code was used at ${house}`,
    title: 'A recovery code was used',
    text: () =>
      'Somebody signed in to your account with one of your recovery codes. It is used up.',
  },
  email_changed: {
    subject: (house) => `Your email at ${house} was changed`,
    title: 'Your email was changed',
    text: () => 'Your account uses another address from now on.',
  },
  password_changed: {
    subject: (house) => `Your password at ${house} was changed`,
    title: 'Your password was changed',
    text: () => 'The password of your account was replaced by a new one.',
  },
  app_connected: {
    subject: (house) => `An app was connected at ${house}`,
    title: 'An app was connected',
    text: () => 'This app may use your account from now on, as far as you allowed it.',
  },
  account_linked: {
    subject: (house) => `Another account was linked at ${house}`,
    title: 'Another account was linked',
    text: () => 'From now on this other account can be used to sign in to yours.',
  },
  account_unlinked: {
    subject: (house) => `Another account was unlinked at ${house}`,
    title: 'Another account was unlinked',
    text: () => 'This other account can no longer be used to sign in to yours.',
  },
  account_closing: {
    subject: (house) => `Your account at ${house} will be deleted`,
    title: 'Your account will be deleted',
    text: (_, about) =>
      `Your account and all that belongs to it will be deleted on ${about}. Until then you can keep it: sign in and say so.`,
  },
} satisfies Record<string, Pick<Says, 'subject' | 'title' | 'text'>>

/** What is sent by mail. */
export const mail = {
  lasts: (time: string) => `Works once, for ${time}.`,
  codeIs: 'Your code:',
  or: 'or',
  fact: {
    name: 'Name',
    by: 'Invited by',
    when: 'When',
    browser: 'Browser',
    place: 'Near',
  },
  kind: kinds as { readonly [Kind in keyof typeof kinds]: Says },
  notice: notices as {
    readonly [Name in keyof typeof notices]: Pick<Says, 'subject' | 'title' | 'text'>
  },
  /** Shared by all notices. */
  noticeButton: 'Open your account',
  noticeWhy: 'We tell you about everything that changes who can use your account.',
  noticeOtherwise:
    'If this was you, you need not do anything. If it was not, open your account: there you can sign out everywhere and change how you sign in.',
}
