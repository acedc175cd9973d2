/** A device without a keyboard: the code, whose it is, and what is allowed. */
export const device = {
  title: 'Connect a device',
  intro: 'Enter the code that your television or other device is showing.',
  compare: 'Does your device show exactly this code? Continue only if it does.',
  code: 'Code',
  hint: 'Eight letters. Capitals and the dash do not matter.',
  next: 'Continue',
  problem: {
    missing: 'Please enter the code that your device is showing.',
    shape: 'That does not look like a code. It has eight letters, such as WDJB-MJHT.',
    over: 'This code does not work, or no longer does. Check it, or start again on the device for a new one.',
  },
  confirm: {
    title: 'Connect this device?',
    titleFor: (name: string) => `Connect ${name}?`,
    warning: 'Go on only if you have just started this on a device in front of you.',
    never: 'If somebody sent you the code or a link, cancel: they would get into your account.',
    code: 'Code it shows',
    from: 'Started in',
    unknownPlace: 'Unknown place',
    device: 'Started by',
    unknownDevice: 'Unknown device',
    since: 'Started',
  },
  done: {
    title: 'Your device is connected',
    text: 'Go back to it: it goes on by itself within a few seconds. You can close this page.',
    deniedTitle: 'Nothing was connected',
    deniedText: 'The device gets no access to your account. You can close this page.',
    account: 'See everything that is connected',
  },
}
