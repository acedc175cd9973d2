import type { Text } from '../../text.ts'

export const mail: Text['mail'] = {
  lasts: (time) => `Gilt einmal, ${time} lang.`,
  codeIs: 'Ihr Code:',
  or: 'oder',
  fact: {
    name: 'Name',
    by: 'Eingeladen von',
    when: 'Wann',
    browser: 'Browser',
    place: 'Nahe',
  },
  kind: {
    sign_in: {
      subject: (house) => `Anmelden bei ${house}`,
      title: 'Anmelden',
      text: () => 'Damit kommen Sie weiter, wo Sie sich gerade anmelden.',
      button: 'Anmelden',
      why: 'Jemand hat diese Adresse auf unserer Anmeldeseite eingegeben.',
      otherwise:
        'Waren Sie das nicht, brauchen Sie nichts zu tun: Ohne diese Mail kommt niemand hinein. Geben Sie den Code nie weiter, wer auch immer danach fragt.',
    },
    sign_in_new: {
      subject: (house) => `Anmeldung bei ${house}`,
      title: 'Sie haben noch kein Konto',
      text: () =>
        'Mit dieser Adresse gibt es hier noch kein Konto. Verwenden Sie dies auf der Seite, auf der Sie sich anmelden, dann können Sie eines anlegen.',
      button: 'Konto anlegen',
      why: 'Jemand hat diese Adresse auf unserer Anmeldeseite eingegeben.',
      otherwise:
        'Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ohne diese E-Mail kommt niemand hinein. Geben Sie den Code niemandem, wer auch danach fragt.',
    },
    no_account: {
      subject: (house) => `Kein Konto bei ${house} mit dieser Adresse`,
      title: 'Kein Konto mit dieser Adresse',
      text: () =>
        'Jemand hat mit dieser Adresse einen Code angefordert, und kein Konto lässt sich hier mit ihr benutzen. Haben Sie sich vielleicht mit einer anderen Adresse registriert?',
      button: 'Zur Anmeldung',
      why: 'Jemand hat diese Adresse auf einer unserer Seiten eingegeben.',
      otherwise: 'Wenn Sie das nicht waren, brauchen Sie nichts zu tun.',
    },
    sign_up: {
      subject: (house) => `Bestätigen Sie Ihre E-Mail-Adresse für ${house}`,
      title: 'E-Mail-Adresse bestätigen',
      text: () => 'Damit kommen Sie weiter, wo Sie gerade Ihr Konto anlegen.',
      button: 'Adresse bestätigen',
      why: 'Jemand legt mit dieser Adresse ein Konto an.',
      otherwise: 'Waren Sie das nicht, beachten Sie diese Mail nicht. Es entsteht dann kein Konto.',
    },
    sign_up_known: {
      subject: (house) => `Sie haben schon ein Konto bei ${house}`,
      title: 'Sie haben schon ein Konto',
      text: () =>
        'Jemand wollte mit dieser Adresse ein Konto anlegen. Es gibt schon eines, darum hat sich nichts geändert. Mit dem Folgenden melden Sie sich an; einen Code geben Sie auf der Seite ein, auf der Sie Ihre Adresse angegeben haben. Haben Sie Ihr Passwort vergessen, können Sie auf der Anmeldeseite ein neues wählen.',
      button: 'Anmelden',
      why: 'Jemand hat diese Adresse eingegeben, um ein Konto anzulegen.',
      otherwise:
        'Waren Sie das nicht, brauchen Sie nichts zu tun. Dass Sie ein Konto haben, wurde niemandem gesagt, und ohne diese Mail kommt niemand hinein. Geben Sie einen Code an niemanden weiter, wer auch fragt.',
    },
    password_reset: {
      subject: (house) => `Neues Passwort für ${house}`,
      title: 'Neues Passwort wählen',
      text: () => 'Damit kommen Sie weiter, wo Sie um ein neues Passwort gebeten haben.',
      button: 'Neues Passwort wählen',
      why: 'Jemand möchte das Passwort des Kontos mit dieser Adresse ersetzen.',
      otherwise:
        'Waren Sie das nicht, beachten Sie diese Mail nicht. Ihr Passwort bleibt, wie es ist.',
    },
    email_change: {
      subject: (house) => `Bestätigen Sie Ihre neue E-Mail-Adresse für ${house}`,
      title: 'Neue E-Mail-Adresse bestätigen',
      text: () =>
        'Bestätigen Sie, dass diese Adresse Ihre ist; von da an gehört sie zu Ihrem Konto.',
      button: 'Adresse bestätigen',
      why: 'Jemand hat diese Adresse als neue Adresse für sein Konto eingegeben.',
      otherwise:
        'Waren Sie das nicht, beachten Sie diese Mail nicht. Die Adresse wird dann nicht verwendet.',
    },
    email_undo: {
      subject: (house) => `Ihre E-Mail-Adresse bei ${house} wurde geändert`,
      title: 'Ihre E-Mail-Adresse wurde geändert',
      text: () =>
        'Ihr Konto hat von jetzt an eine andere Adresse. Wollten Sie das nicht, nehmen Sie es hier zurück.',
      button: 'Zurücknehmen',
      why: 'Dies war bisher die Adresse Ihres Kontos.',
      otherwise: 'Waren Sie es selbst, brauchen Sie nichts zu tun.',
    },
    invitation: {
      subject: (_, about) => `Einladung zu ${about}`,
      title: 'Sie sind eingeladen',
      text: (house, about) => `${about} lädt Sie ein, bei ${house} dabei zu sein.`,
      button: 'Einladung ansehen',
      why: 'Jemand, der sich um diese Organisation kümmert, hat Ihre Adresse eingegeben.',
      otherwise:
        'Kennen Sie die Absender nicht, beachten Sie diese Mail nicht. Es geschieht nichts, solange Sie nicht annehmen.',
    },
  },
  notice: {
    new_device: {
      subject: (house) => `Neue Anmeldung bei ${house}`,
      title: 'Neue Anmeldung',
      text: () =>
        'Jemand hat sich in einem Browser, den wir noch nicht kannten, mit Ihrem Konto angemeldet.',
    },
    passkey_added: {
      subject: (house) => `Passkey bei ${house} hinzugefügt`,
      title: 'Ein Passkey wurde hinzugefügt',
      text: () => 'Von jetzt an kann man sich mit diesem Passkey bei Ihrem Konto anmelden.',
    },
    passkey_removed: {
      subject: (house) => `Passkey bei ${house} entfernt`,
      title: 'Ein Passkey wurde entfernt',
      text: () => 'Mit diesem Passkey kann man sich nicht mehr bei Ihrem Konto anmelden.',
    },
    factor_added: {
      subject: (house) => `Anmeldung in zwei Schritten bei ${house} eingerichtet`,
      title: 'Anmeldung in zwei Schritten eingerichtet',
      text: () => 'Ihr Konto hat einen weiteren Weg, zu bestätigen, dass Sie es sind.',
    },
    factor_removed: {
      subject: (house) => `Anmeldung in zwei Schritten bei ${house} entfernt`,
      title: 'Anmeldung in zwei Schritten entfernt',
      text: () => 'Ihr Konto hat einen Weg weniger, zu bestätigen, dass Sie es sind.',
    },
    recovery_codes_made: {
      subject: (house) => `Neue Wiederherstellungscodes bei ${house}`,
      title: 'Neue Wiederherstellungscodes',
      text: () =>
        'Für Ihr Konto wurden neue Wiederherstellungscodes erzeugt. Die alten gelten nicht mehr.',
    },
    recovery_code_used: {
      subject: (house) => `Wiederherstellungscode bei ${house} verwendet`,
      title: 'Ein Wiederherstellungscode wurde verwendet',
      text: () =>
        'Jemand hat sich mit einem Ihrer Wiederherstellungscodes angemeldet. Er ist damit verbraucht.',
    },
    email_changed: {
      subject: (house) => `Ihre E-Mail-Adresse bei ${house} wurde geändert`,
      title: 'Ihre E-Mail-Adresse wurde geändert',
      text: () => 'Ihr Konto hat von jetzt an eine andere Adresse.',
    },
    password_changed: {
      subject: (house) => `Ihr Passwort bei ${house} wurde geändert`,
      title: 'Ihr Passwort wurde geändert',
      text: () => 'Das Passwort Ihres Kontos wurde durch ein neues ersetzt.',
    },
    app_connected: {
      subject: (house) => `Eine App wurde bei ${house} verbunden`,
      title: 'Eine App wurde verbunden',
      text: () => 'Diese App darf Ihr Konto von jetzt an nutzen, soweit Sie es erlaubt haben.',
    },
    account_linked: {
      subject: (house) => `Ein anderes Konto wurde bei ${house} verknüpft`,
      title: 'Ein anderes Konto wurde verknüpft',
      text: () => 'Von jetzt an kann man sich mit diesem anderen Konto bei Ihrem anmelden.',
    },
    account_unlinked: {
      subject: (house) => `Eine Verknüpfung bei ${house} wurde gelöst`,
      title: 'Eine Verknüpfung wurde gelöst',
      text: () => 'Mit diesem anderen Konto kann man sich nicht mehr bei Ihrem anmelden.',
    },
    account_closing: {
      subject: (house) => `Ihr Konto bei ${house} wird gelöscht`,
      title: 'Ihr Konto wird gelöscht',
      text: (_, about) =>
        `Ihr Konto und alles, was dazugehört, wird am ${about} gelöscht. Bis dahin können Sie es behalten: Melden Sie sich an und sagen Sie es uns.`,
    },
  },
  noticeButton: 'Konto öffnen',
  noticeWhy: 'Wir melden Ihnen alles, was den Zugang zu Ihrem Konto verändert.',
  noticeOtherwise:
    'Waren Sie es selbst, brauchen Sie nichts zu tun. Wenn nicht, öffnen Sie Ihr Konto: Dort können Sie sich überall abmelden und ändern, wie Sie sich anmelden.',
}
