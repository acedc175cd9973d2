/** Organisations: members, invitations, and the one a person goes on as. */
export const organisations = {
  chooseTitle: 'Which organization?',
  chooseText:
    'You belong to more than one, or can go on by yourself. The app sees only the one you choose.',
  alone: 'Without an organization',
  scope: { organization: 'See which organization you are in', roles: 'See your roles in it' },
  invitation: {
    title: 'Join this organization?',
    text: (name: string, email: string) =>
      `${name} has invited ${email}. Its administrators will see that you are a member.`,
    accept: 'Join',
    overTitle: 'This invitation no longer counts',
    over: 'It has expired, was accepted already, or was taken back.',
    other: 'It is for another email address. Sign in with the address it was sent to.',
  },
  account: {
    title: 'Organizations',
    since: 'Member since',
    roles: 'Roles:',
    leave: 'Leave …',
    leaveLong: (name: string) => `Leave ${name} …`,
    confirmTitle: 'Leave this organization?',
    confirmText: (name: string) =>
      `You are a member of ${name}. Apps that you use as a member lose access at once. To come back, you need a new invitation.`,
    stay: 'Stay',
    confirm: 'Leave',
  },
}
