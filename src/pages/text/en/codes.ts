/** Codes and links by mail, and what they are for: signing in, signing up, a forgotten password. */
export const codes = {
  ask: {
    title: 'Check your mail',
    sentTo: 'A mail is on its way to',
    field: 'Code from the mail',
    hint: 'Eight letters. It counts for 10 minutes, in this browser only.',
    submit: 'Continue',
    elsewhere: 'Or open the link in the mail. On another device, choose this number there:',
    chosen: 'I have chosen it',
    resend: 'Send a new code',
    change: 'Change',
    changeLong: 'Change email',
    problem: {
      wrong: 'That is not the code we sent last. Look at the newest mail and try again.',
      over: 'This code does not count any more. Have a new one sent.',
    },
  },

  wait: {
    title: 'Go on at the other device',
    text: 'Open the link in the mail there, and choose this number:',
    again: 'I have chosen it',
    note: 'This page looks every few seconds and goes on by itself.',
  },

  link: {
    here: 'Continue as',
    hereText: 'You opened the link in the browser that asked for it.',
    goOn: 'Continue',
    elsewhere: 'Which number do you see?',
    elsewhereText: (browser: string) =>
      `Somebody is signing in with your address in another browser (${browser}). It shows a number: choose the same one here. Nobody is signed in on this device.`,
    onlyIf: 'Choose only if you are looking at that browser right now.',
    number: (number: number) => `The number ${number}`,
    none: 'That is not me',
  },

  told: {
    right: { title: 'That is it', text: 'Go back to the other browser: it goes on there.' },
    wrong: {
      title: 'That was another number',
      text: 'To be safe, nobody gets in with this mail. Start again in the browser you want to use.',
    },
    refused: {
      title: 'Nobody gets in with this mail',
      text: 'Thank you. Your account is as it was, and you need do nothing else.',
    },
    over: {
      title: 'This link does not count any more',
      text: 'A link works once and for 10 minutes, and only the newest one you asked for. Start again in the browser you want to use.',
    },
  },

  signUp: {
    address: 'We send a code to this address, to be sure that it is yours.',
    submit: 'Continue',
    detailsTitle: 'Finish your account',
    confirmed: 'Confirmed',
    withoutPassword: 'Without one, you sign in with a code by mail.',
  },

  recover: {
    title: 'Forgot your password?',
    text: 'Enter your address. We send a code with which you choose a new password.',
    submit: 'Send the code',
    back: 'Back to sign-in',
    newTitle: 'Choose a new password',
    newText:
      'It ends every other session of your account, and every app has to be connected again.',
    save: 'Save the password',
  },

  password: {
    section: 'Password',
    changedAt: (date: string) => `Last changed ${date}`,
    has: 'You sign in with a password.',
    none: 'You have no password.',
    change: 'Change password',
    set: 'Set a password',
    changeTitle: 'Change your password',
    setTitle: 'Set a password',
    current: 'Current password',
    next: 'New password',
    ends: 'Your other browsers are signed out.',
    save: 'Save',
    back: 'Back to your account',
    remove: 'Remove the password',
    removeText: 'You then sign in with a code by mail or with a passkey.',
    problem: { current: 'That is not your current password.' },
    done: {
      changed: 'Your password has been changed.',
      removed: 'Your password has been removed.',
    },
  },
}
