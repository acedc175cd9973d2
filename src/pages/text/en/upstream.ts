/** Signing in with an account elsewhere, and linking one. */
export const upstream = {
  leaving: (name: string) => `Taking you to ${name}`,
  signIn: 'Back to sign-in',
  account: 'Back to your account',

  trouble: {
    cancelled: {
      title: () => 'You are not signed in',
      text: (name: string) => `The sign-in with ${name} was cancelled. Nothing has changed.`,
    },
    refused: {
      title: (name: string) => `${name} did not sign you in`,
      text: () => 'Try again with another account, or sign in another way.',
    },
    unreachable: {
      title: (name: string) => `${name} is not answering`,
      text: () => 'This is usually over in a moment. Try again, or sign in another way.',
    },
    unsound: {
      title: (name: string) => `That did not work with ${name}`,
      text: (name: string) =>
        `We could not verify what ${name} sent us, so nobody was signed in. Try again. If it repeats, tell the people who run this service.`,
    },
    used: {
      title: () => 'This sign-in is already finished',
      text: () => 'It counts once. Perhaps the page was reloaded. Please start again.',
    },
    domain: {
      title: () => 'This account cannot be used here',
      text: (name: string) =>
        `Only ${name} accounts of certain organizations are accepted here. Choose another account, or sign in another way.`,
    },
    closed: {
      title: () => 'This account is closed',
      text: (name: string) =>
        `The account that your ${name} account belongs to can no longer be used. If you think this is a mistake, contact the people who run this service.`,
    },
    taken: {
      title: () => 'This account is already in use',
      text: (name: string) =>
        `Your ${name} account, or its address, belongs to another account here. Sign in to that one instead.`,
    },
    'other-person': {
      title: () => 'Somebody else is signed in now',
      text: (name: string) =>
        `${name} was not linked, because the person who started is no longer signed in here. Please start again.`,
    },
  },

  unknown: {
    new: {
      title: 'Create your account',
      text: (name: string) => `You are new here. This is what we take over from ${name}:`,
    },
    known: {
      title: 'You already have an account',
      text: (name: string) =>
        `There is an account with this address. Sign in to it once more, and you can link ${name} to it.`,
    },
    unverified: {
      title: 'One more step',
      text: (name: string) =>
        `${name} does not confirm an address of yours. Sign in to your account here, or create one, and link ${name} to it.`,
    },
    nobody: {
      title: 'No account found',
      text: (name: string) =>
        `Your ${name} account is not linked to an account here, and new accounts cannot be created. If you have one, sign in to link it.`,
    },
    create: 'Create account',
    link: 'Sign in and link',
    have: 'I already have an account',
  },

  link: {
    title: (name: string) => `Link ${name}?`,
    text: (name: string) => `You can then sign in here with your ${name} account as well.`,
    there: (name: string) => `At ${name}`,
    here: 'Account here',
    link: 'Link',
    skip: 'Not now',
  },

  linked: {
    title: 'Linked accounts',
    none: 'None yet. Link one to sign in with it.',
    since: 'Linked',
    used: 'last used',
    unlink: 'Unlink',
    unlinkLong: (name: string) => `Unlink ${name}`,
    link: (name: string) => `Link ${name}`,
  },

  last: {
    title: 'You would lock yourself out',
    text: 'This is the only way you can sign in. Set a password or add a passkey first, then unlink it.',
  },
}
