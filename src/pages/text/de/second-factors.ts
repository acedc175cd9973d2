import type { Text } from '../../text.ts'

export const secondFactors: Text['secondFactors'] = {
  proof: {
    title: {
      totp: 'Code aus Ihrer App eingeben',
      'recovery-code': 'Wiederherstellungscode eingeben',
    },
    intro: {
      totp: 'Öffnen Sie Ihre Authenticator-App und geben Sie die sechs Ziffern ein, die sie für dieses Konto zeigt.',
      'recovery-code': 'Geben Sie einen der Codes ein, die Sie aufbewahrt haben. Er gilt einmal.',
    },
    code: { totp: 'Code aus der App', 'recovery-code': 'Wiederherstellungscode' },
    submit: 'Weiter',
    remember: 'In diesem Browser 30 Tage lang nicht nach dem Code fragen',
    wrong: {
      totp: 'Der Code stimmt nicht oder wurde schon verwendet. Warten Sie auf den nächsten und versuchen Sie es noch einmal.',
      'recovery-code': 'Der Code ist keiner von Ihren oder wurde schon verwendet.',
    },
    otherWay: 'Anders bestätigen',
    use: {
      passkey: 'Passkey verwenden',
      totp: 'Code aus der App verwenden',
      'recovery-code': 'Wiederherstellungscode verwenden',
    },
    reason: {
      'step-up': 'Diese App möchte eine zweite Bestätigung, dass Sie es sind.',
      dangerous: 'Bitte bestätigen Sie zum Schutz Ihres Kontos noch einmal, dass Sie es sind.',
    },
    notNow: 'Jetzt nicht',
  },
  setUp: {
    title: 'Authenticator-App einrichten',
    needed:
      'Diese App verlangt bei der Anmeldung eine zweite Bestätigung. Richten Sie Ihre jetzt ein; es dauert eine Minute.',
    scan: 'Scannen Sie diesen Code mit einer Authenticator-App.',
    qr: 'QR-Code für Ihre Authenticator-App',
    sameDevice: 'In einer App auf diesem Gerät öffnen',
    typed: 'Oder geben Sie diesen Schlüssel in die App ein:',
    key: 'Schlüssel',
    confirm: 'Geben Sie dann die sechs Ziffern ein, die die App zeigt.',
    submit: 'Einschalten',
    notNow: 'Jetzt nicht',
    cancel: 'Abbrechen',
    wrong:
      'Der Code stimmt nicht. Prüfen Sie, ob die App den Schlüssel oben hat und ob die Uhr Ihres Geräts richtig geht.',
  },
  remove: {
    title: 'Authenticator-App ausschalten?',
    text: 'Sie werden bei der Anmeldung nicht mehr nach ihren Codes gefragt. Ihre Wiederherstellungscodes verfallen, wenn Sie keinen anderen zweiten Faktor haben.',
    submit: 'Ausschalten',
    cancel: 'Behalten',
  },
  codes: {
    title: 'Wiederherstellungscodes aufbewahren',
    text: 'Wenn Ihr Telefon oder Ihre Passkeys verloren gehen, kommen Sie mit einem dieser Codes hinein. Jeder gilt einmal. Wir zeigen sie nur jetzt.',
    list: 'Wiederherstellungscodes',
    download: 'Als Textdatei herunterladen',
    keep: 'Bewahren Sie sie dort auf, wo andere sie nicht sehen: im Passwortmanager oder ausgedruckt.',
    file: (house) => `Wiederherstellungscodes für ${house}`,
    done: 'Ich habe sie aufbewahrt',
    remakeTitle: 'Neue Wiederherstellungscodes erstellen?',
    remakeText: 'Ihre bisherigen Codes gelten dann nicht mehr.',
    remake: 'Neue Codes erstellen',
    cancel: 'Bisherige behalten',
  },
  account: {
    title: 'Zweiter Schritt bei der Anmeldung',
    off: 'Aus. Mit einer Authenticator-App nützt ein gestohlenes Passwort allein nichts.',
    app: 'Authenticator-App',
    added: 'Hinzugefügt',
    setUp: 'Einrichten',
    remove: 'Ausschalten',
    codes: 'Wiederherstellungscodes',
    left: (count) =>
      count === 0 ? 'Keiner übrig.' : count === 1 ? 'Einer übrig.' : `${count} übrig.`,
    few: 'Erstellen Sie neue, bevor sie ausgehen.',
    remake: 'Neue erstellen',
    devices: 'Browser ohne zweiten Schritt',
    until: 'Bis',
    lastUsed: 'zuletzt verwendet',
    forget: 'Wieder fragen',
    forgetAll: 'Überall wieder fragen',
  },
}
