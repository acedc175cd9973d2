import type { Text } from '../../text.ts'

export const codes: Text['codes'] = {
  ask: {
    title: 'Sehen Sie in Ihre E-Mails',
    sentTo: 'Eine E-Mail ist unterwegs an',
    field: 'Code aus der E-Mail',
    hint: 'Acht Buchstaben. Er gilt 10 Minuten und nur in diesem Browser.',
    submit: 'Weiter',
    elsewhere:
      'Oder öffnen Sie den Link in der E-Mail. Auf einem anderen Gerät wählen Sie dort diese Zahl:',
    chosen: 'Ich habe sie gewählt',
    resend: 'Neuen Code senden',
    change: 'Ändern',
    changeLong: 'E-Mail-Adresse ändern',
    problem: {
      wrong:
        'Das ist nicht der zuletzt gesendete Code. Sehen Sie in die neueste E-Mail und versuchen Sie es noch einmal.',
      over: 'Dieser Code gilt nicht mehr. Lassen Sie sich einen neuen senden.',
    },
  },

  wait: {
    title: 'Weiter am anderen Gerät',
    text: 'Öffnen Sie dort den Link in der E-Mail und wählen Sie diese Zahl:',
    again: 'Ich habe sie gewählt',
    note: 'Diese Seite sieht alle paar Sekunden nach und geht von selbst weiter.',
  },

  link: {
    here: 'Weiter als',
    hereText: 'Sie haben den Link in dem Browser geöffnet, der ihn angefordert hat.',
    goOn: 'Weiter',
    elsewhere: 'Welche Zahl sehen Sie?',
    elsewhereText: (browser) =>
      `In einem anderen Browser (${browser}) meldet sich jemand mit Ihrer Adresse an. Dort steht eine Zahl: Wählen Sie hier dieselbe. Auf diesem Gerät wird niemand angemeldet.`,
    onlyIf: 'Wählen Sie nur, wenn Sie diesen Browser gerade vor sich haben.',
    number: (number) => `Die Zahl ${number}`,
    none: 'Das bin ich nicht',
  },

  told: {
    right: { title: 'Stimmt', text: 'Gehen Sie zurück zum anderen Browser: Dort geht es weiter.' },
    wrong: {
      title: 'Das war eine andere Zahl',
      text: 'Zur Sicherheit kommt mit dieser E-Mail niemand hinein. Beginnen Sie neu in dem Browser, den Sie benutzen wollen.',
    },
    refused: {
      title: 'Mit dieser E-Mail kommt niemand hinein',
      text: 'Danke. Ihr Konto ist, wie es war, und Sie brauchen nichts weiter zu tun.',
    },
    over: {
      title: 'Dieser Link gilt nicht mehr',
      text: 'Ein Link gilt einmal und 10 Minuten lang, und nur der zuletzt angeforderte. Beginnen Sie neu in dem Browser, den Sie benutzen wollen.',
    },
  },

  signUp: {
    address: 'Wir senden einen Code an diese Adresse, um sicher zu sein, dass sie Ihnen gehört.',
    submit: 'Weiter',
    detailsTitle: 'Konto fertigstellen',
    confirmed: 'Bestätigt',
    withoutPassword: 'Ohne Passwort melden Sie sich mit einem Code per E-Mail an.',
  },

  recover: {
    title: 'Passwort vergessen?',
    text: 'Geben Sie Ihre Adresse ein. Wir senden einen Code, mit dem Sie ein neues Passwort wählen.',
    submit: 'Code senden',
    back: 'Zurück zur Anmeldung',
    newTitle: 'Neues Passwort wählen',
    newText:
      'Damit enden alle anderen Sitzungen Ihres Kontos, und jede App muss neu verbunden werden.',
    save: 'Passwort speichern',
  },

  password: {
    section: 'Passwort',
    changedAt: (date) => `Zuletzt geändert am ${date}`,
    has: 'Sie melden sich mit einem Passwort an.',
    none: 'Sie haben kein Passwort.',
    change: 'Passwort ändern',
    set: 'Passwort festlegen',
    changeTitle: 'Passwort ändern',
    setTitle: 'Passwort festlegen',
    current: 'Bisheriges Passwort',
    next: 'Neues Passwort',
    ends: 'Ihre anderen Browser werden abgemeldet.',
    save: 'Speichern',
    back: 'Zurück zu Ihrem Konto',
    remove: 'Passwort entfernen',
    removeText: 'Sie melden sich dann mit einem Code per E-Mail oder einem Passkey an.',
    problem: { current: 'Das ist nicht Ihr bisheriges Passwort.' },
    done: {
      changed: 'Ihr Passwort wurde geändert.',
      removed: 'Ihr Passwort wurde entfernt.',
    },
  },
}
