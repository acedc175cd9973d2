import type { Text } from '../../text.ts'

export const organisations: Text['organisations'] = {
  chooseTitle: 'Welche Organisation?',
  chooseText:
    'Sie gehören zu mehreren oder können für sich weitermachen. Die App sieht nur die, die Sie wählen.',
  alone: 'Ohne Organisation',
  scope: {
    organization: 'Sehen, in welcher Organisation Sie sind',
    roles: 'Ihre Rollen darin sehen',
  },
  invitation: {
    title: 'Dieser Organisation beitreten?',
    text: (name, email) =>
      `${name} hat ${email} eingeladen. Ihre Verwaltung wird sehen, dass Sie Mitglied sind.`,
    accept: 'Beitreten',
    overTitle: 'Diese Einladung gilt nicht mehr',
    over: 'Sie ist abgelaufen, wurde schon angenommen oder zurückgezogen.',
    other: 'Sie ist für eine andere E-Mail-Adresse. Melden Sie sich mit der an, an die sie ging.',
  },
  account: {
    title: 'Organisationen',
    since: 'Mitglied seit',
    roles: 'Rollen:',
    leave: 'Verlassen …',
    leaveLong: (name) => `${name} verlassen …`,
    confirmTitle: 'Diese Organisation verlassen?',
    confirmText: (name) =>
      `Sie sind Mitglied von ${name}. Apps, die Sie als Mitglied nutzen, verlieren sofort den Zugriff. Um zurückzukommen, brauchen Sie eine neue Einladung.`,
    stay: 'Bleiben',
    confirm: 'Verlassen',
  },
}
