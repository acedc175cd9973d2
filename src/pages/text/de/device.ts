import type { Text } from '../../text.ts'

export const device: Text['device'] = {
  title: 'Gerät verbinden',
  intro: 'Geben Sie den Code ein, den Ihr Fernseher oder ein anderes Gerät gerade anzeigt.',
  compare: 'Zeigt Ihr Gerät genau diesen Code? Fahren Sie nur dann fort.',
  code: 'Code',
  hint: 'Acht Buchstaben. Groß oder klein, mit oder ohne Bindestrich.',
  next: 'Weiter',
  problem: {
    missing: 'Bitte geben Sie den Code ein, den Ihr Gerät anzeigt.',
    shape: 'Das sieht nicht nach einem Code aus. Er hat acht Buchstaben, zum Beispiel WDJB-MJHT.',
    over: 'Dieser Code gilt nicht oder nicht mehr. Prüfen Sie ihn, oder beginnen Sie am Gerät von vorn.',
  },
  confirm: {
    title: 'Dieses Gerät verbinden?',
    titleFor: (name) => `${name} verbinden?`,
    warning: 'Nur fortfahren, wenn Sie das eben selbst an einem Gerät vor sich begonnen haben.',
    never:
      'Hat Ihnen jemand den Code oder einen Link geschickt, brechen Sie ab: Er käme in Ihr Konto.',
    code: 'Code am Gerät',
    from: 'Begonnen in',
    unknownPlace: 'Unbekannter Ort',
    device: 'Begonnen von',
    unknownDevice: 'Unbekanntes Gerät',
    since: 'Begonnen',
  },
  done: {
    title: 'Ihr Gerät ist verbunden',
    text: 'Zurück zum Gerät: Dort geht es in wenigen Sekunden von selbst weiter. Diese Seite können Sie schließen.',
    deniedTitle: 'Es wurde nichts verbunden',
    deniedText: 'Das Gerät erhält keinen Zugriff auf Ihr Konto. Diese Seite können Sie schließen.',
    account: 'Alles ansehen, was verbunden ist',
  },
}
