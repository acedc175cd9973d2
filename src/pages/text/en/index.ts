import { account } from './account.ts'
import { codes } from './codes.ts'
import { device } from './device.ts'
import { inspector } from './inspector.ts'
import { mail } from './mail.ts'
import { organisations } from './organisations.ts'
import { passkeys } from './passkeys.ts'
import { secondFactors } from './second-factors.ts'
import { upstream } from './upstream.ts'

/** Every sentence in English; the shape of this object is what each other language has to fill. */
export const en = {
  dir: 'ltr' as 'ltr' | 'rtl',

  field: { email: 'Email', name: 'Name', password: 'Password' },
  optional: 'Optional',
  language: 'Language',

  /** Scopes of the issuer itself; a resource brings its own sentences. */
  scope: {
    openid: 'Know who you are here',
    profile: 'See your name and profile',
    email: 'See your email address',
    address: 'See your postal address',
    phone: 'See your phone number',
    offline_access: 'Keep its access while you are away',
  },

  client: {
    callsItself: 'Calls itself',
    name: 'App',
    website: 'Website',
    sentTo: 'You will be sent to',
    domain: 'Domain',
    firstSeen: 'First seen here',
    checkedByUs: 'What we know',
    saidByApp: 'What the app says, unchecked',
    onThisDevice: 'An app on this device: go on only if you just started it.',
    onThisDeviceAs: (name: string) =>
      `Says it is ${name}, on this device: go on only if you just started it.`,
    lookalike: (name: string) => `Its name looks like ${name}. Nothing here shows that it is.`,
    usedBy: 'Used here by',
    people: (count: number) =>
      count >= 1000
        ? '1,000 people or more'
        : count === 1
          ? 'one person'
          : count === 0
            ? 'nobody yet'
            : `${count} people`,
    trust: {
      'first-party': {
        title: 'One of our own apps',
        text: 'It is run by the people who run this page.',
      },
      verified: { title: 'Verified app', text: 'An administrator here has checked who runs it.' },
      domain: { title: 'Known by its domain', text: 'The domain is certain. The name is not.' },
      unidentified: { title: 'Unidentified app', text: 'Nobody here has checked who made it.' },
    },
  },

  problem: {
    wrong: 'That email and password do not go together. Check both and try again.',
    throttled: 'Too many tries. Please wait a moment, then try again.',
    throttledFor: (wait: string) => `Too many tries. Please wait ${wait}, then try again.`,
    email: 'Enter an email address like name@example.com.',
    missing: 'Please fill in what is still empty.',
    short: (length: number) => `Use at least ${length} characters for the password.`,
    common: 'That password is on lists that attackers try first. Choose another one.',
    taken: 'That email cannot be used for a new account. If it is yours, sign in.',
  },

  signIn: {
    title: 'Sign in',
    welcomeBack: 'Enter your password',
    next: 'Continue',
    submit: 'Sign in',
    change: 'Change',
    changeLong: 'Change email',
    noAccount: 'New here?',
    signUp: 'Create an account',
    or: 'or',
    continueWith: (name: string) => `Continue with ${name}`,
    emailCode: 'Email me a code instead',
    forgot: 'Forgot your password?',
    reason: {
      fresh: 'This app asks you to confirm that it is you. Please sign in again.',
      account: 'This app asks for another account. Please sign in with that one.',
      dangerous: 'To protect your account, please sign in again before you change this.',
    },
  },

  signUp: {
    title: 'Create an account',
    submit: 'Create account',
    hint: (length: number) => `At least ${length} characters. A few plain words are fine.`,
    hasAccount: 'Already have an account?',
    signIn: 'Sign in',
  },

  choose: {
    title: 'Choose an account',
    intro: 'You are already signed in here.',
    other: 'Use another account',
  },

  consent: {
    title: 'Allow access?',
    titleFor: (name: string) => `Allow ${name} access?`,
    wants: 'This would let it',
    wantsAt: (resource: string) => `At ${resource}, this would let it`,
    asUser: 'Signed in as',
    risk: { medium: 'Look closely', high: 'Far-reaching' },
    already: 'Allowed before',
    keeps: 'It keeps what you allowed before:',
    more: 'It asks for more. This would also let it',
    moreAt: (resource: string) => `It asks for more. At ${resource}, this would also let it`,
    allow: 'Allow',
    deny: 'Cancel',
  },

  goBack: {
    title: 'Taking you back',
    sentTo: 'You are being sent to',
    stuck: 'If nothing happens, use the button.',
    button: 'Continue',
  },

  logout: {
    title: 'Sign out?',
    asks: 'Do you want to sign out?',
    asksNamed: (name: string) => `${name} asks to sign you out.`,
    effect: 'This ends your session in this browser.',
    asUser: 'Signed in as',
    logout: 'Sign out',
    stay: 'Stay signed in',
    doneTitle: 'You are signed out',
    done: 'You can close this window.',
    again: 'Sign in again',
    back: 'Continue',
    backTo: (name: string) => `Back to ${name}`,
  },

  account,

  error: {
    requestId: 'Request',
    details: 'Details for developers',
    noDetails: 'There are no further details.',
    retry: (wait: string) => `Try again in ${wait}.`,
    kind: {
      'unknown-client': {
        title: 'We do not know this app',
        text: 'The app that sent you here is not registered with us.',
        action: 'Go back to the app and start again. If this repeats, tell the people who make it.',
      },
      'client-unavailable': {
        title: 'This app cannot be looked up right now',
        text: 'The app describes itself on its own website, and that website does not answer us.',
        action: 'Wait a moment, then go back to the app and start again.',
      },
      'client-refused': {
        title: 'We cannot accept this app',
        text: 'What the app says about itself on its own website breaks a rule. The details say which.',
        action: 'Tell the people who make the app. You need not change anything.',
      },
      'client-not-admitted': {
        title: 'This app has not been admitted here',
        text: 'Whoever runs this page decides which apps may ask for access, and this one is not among them.',
        action: 'If you need it, ask an administrator here to admit it, and name the app’s domain.',
      },
      'redirect-mismatch': {
        title: 'This app’s return address is not registered',
        text: 'The app wants you sent to an address that is not its own, so we stopped here.',
        action: 'Do not go on from where you came. Tell the people who make the app.',
      },
      'bad-request': {
        title: 'The app asked for something we cannot do',
        text: 'Its request is incomplete or contradicts itself.',
        action: 'Go back to the app and start again. If this repeats, tell the people who make it.',
      },
      expired: {
        title: 'This page has been open too long',
        text: 'For your safety, a sign-in has to be finished soon after it is started.',
        action: 'Go back to the app and start again.',
      },
      'wrong-browser': {
        title: 'This sign-in started in another browser',
        text: 'A sign-in can only be finished in the browser that started it, and that browser must keep our cookies.',
        action:
          'Start again from the app, in one browser, with cookies allowed. On http://localhost, Safari does not keep secure cookies: use another browser there.',
      },
      'form-rejected': {
        title: 'That form could not be accepted',
        text: 'It did not come from the page we showed you, or it was sent twice.',
        action: 'Go back, reload the page, and send the form again.',
      },
      'not-found': {
        title: 'There is no page here',
        text: 'The address may be mistyped, or the page may have moved.',
        action: 'Check the address, or go back to the app you came from.',
      },
      'method-not-allowed': {
        title: 'This address cannot be used that way',
        text: 'It is meant for another kind of request than the one that was sent.',
        action: 'Go back to the app you came from and start again.',
      },
      'too-large': {
        title: 'That was too much at once',
        text: 'The request is larger than we accept.',
        action: 'Go back and shorten what you entered, or tell the people who make the app.',
      },
      throttled: {
        title: 'Too many tries',
        text: 'To protect accounts, we slow down after many tries in a short time.',
        action: 'Wait a moment, then try again.',
      },
      unavailable: {
        title: 'We will be back shortly',
        text: 'Part of this service is not answering right now. Nothing you entered was saved.',
        action: 'Wait a moment, then reload the page.',
      },
      'server-error': {
        title: 'Something went wrong on our side',
        text: 'This is our mistake, not yours.',
        action: 'Try again. If this repeats, tell us the request number below.',
      },
    },
  },

  inspector,
  codes,
  device,
  mail,
  organisations,
  passkeys,
  secondFactors,
  upstream,

  welcome: {
    title: 'Welcome',
    text: 'This is where you sign in.',
    links: 'Where to go from here',
  },
}
