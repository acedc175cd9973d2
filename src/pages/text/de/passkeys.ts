import type { Text } from '../../text.ts'

export const passkeys: Text['passkeys'] = {
  signIn: 'Mit einem Passkey anmelden',
  unable: 'Dafür braucht es JavaScript und einen Browser, der Passkeys aufbewahrt.',
  said: {
    refused:
      'Dieser Passkey ließ sich nicht verwenden. Versuchen Sie es erneut oder melden Sie sich anders an.',
    unknown: 'Zu diesem Passkey gibt es hier kein Konto mehr. Bitte melden Sie sich anders an.',
    only: 'Hier melden Sie sich mit einem Passkey an. Bitte verwenden Sie die Schaltfläche unten.',
    failed:
      'Es wurde kein Passkey verwendet. Versuchen Sie es erneut oder melden Sie sich anders an.',
    notMade: 'Es wurde kein Passkey angelegt. Versuchen Sie es erneut oder lassen Sie es vorerst.',
    notAdded: 'Dieser Passkey ließ sich nicht hinzufügen. Bitte versuchen Sie es erneut.',
    known: 'Auf diesem Gerät gibt es schon einen Passkey für Ihr Konto.',
    many: 'Mehr Passkeys kann ein Konto nicht haben. Bitte entfernen Sie zuerst einen.',
  },
  add: {
    title: 'Passkey hinzufügen',
    suggested: 'Nächstes Mal schneller anmelden',
    text: 'Mit einem Passkey melden Sie sich so an, wie Sie dieses Gerät entsperren: mit Fingerabdruck, Gesicht oder PIN.',
    safe: 'Sie müssen sich nichts merken, und keine gefälschte Seite kann Ihnen etwas entlocken.',
    submit: 'Passkey anlegen',
    later: 'Jetzt nicht',
    back: 'Zurück zu Ihrem Konto',
  },
  second: {
    title: 'Bestätigen Sie, dass Sie es sind',
    text: 'Bitte verwenden Sie einen Ihrer Passkeys, um fortzufahren.',
    submit: 'Passkey verwenden',
  },
  list: {
    title: 'Passkeys',
    none: 'Sie haben noch keinen Passkey. Mit einem melden Sie sich so an, wie Sie Ihr Gerät entsperren.',
    add: 'Passkey hinzufügen',
    added: 'Hinzugefügt',
    lastUsed: 'zuletzt verwendet',
    notUsed: 'noch nicht verwendet',
    synced: 'Synchronisiert',
    rename: 'Umbenennen',
    renameLong: (name) => `${name} umbenennen`,
    name: 'Name des Passkeys',
    save: 'Speichern',
    remove: 'Entfernen',
    removeLong: (name) => `${name} entfernen`,
  },
  notice: {
    'passkey-added': 'Ihr Passkey wurde hinzugefügt.',
    'passkey-renamed': 'Der neue Name wurde gespeichert.',
    'passkey-removed': 'Der Passkey wurde entfernt.',
  },
  remove: {
    title: 'Diesen Passkey entfernen?',
    text: 'Sie können sich dann nicht mehr damit anmelden. Bietet Ihr Gerät ihn weiter an, löschen Sie ihn auch dort.',
    submit: 'Passkey entfernen',
    keep: 'Behalten',
    last: 'Anders kommen Sie nicht in Ihr Konto. Fügen Sie zuerst einen weiteren Passkey hinzu und entfernen Sie dann diesen.',
  },
}
