import type { Text } from '../../text.ts'
import { account } from './account.ts'
import { codes } from './codes.ts'
import { device } from './device.ts'
import { inspector } from './inspector.ts'
import { mail } from './mail.ts'
import { organisations } from './organisations.ts'
import { passkeys } from './passkeys.ts'
import { secondFactors } from './second-factors.ts'
import { upstream } from './upstream.ts'

/** Every sentence in German. */
export const de: Text = {
  dir: 'ltr',

  field: { email: 'E-Mail', name: 'Name', password: 'Passwort' },
  optional: 'Freiwillig',
  language: 'Sprache',

  scope: {
    openid: 'Wissen, wer Sie hier sind',
    profile: 'Ihren Namen und Ihr Profil sehen',
    email: 'Ihre E-Mail-Adresse sehen',
    address: 'Ihre Postanschrift sehen',
    phone: 'Ihre Telefonnummer sehen',
    offline_access: 'Den Zugriff behalten, während Sie abwesend sind',
  },

  client: {
    callsItself: 'Nennt sich',
    name: 'App',
    website: 'Website',
    sentTo: 'Sie gelangen zu',
    domain: 'Domain',
    firstSeen: 'Hier bekannt seit',
    checkedByUs: 'Was wir wissen',
    saidByApp: 'Was die App sagt, ungeprüft',
    onThisDevice: 'Eine App auf diesem Gerät: nur, wenn Sie sie gerade gestartet haben.',
    onThisDeviceAs: (name) =>
      `Gibt sich auf diesem Gerät als ${name} aus: nur, wenn Sie sie gerade gestartet haben.`,
    lookalike: (name) => `Der Name sieht nach ${name} aus. Nichts hier belegt es.`,
    usedBy: 'Hier genutzt von',
    people: (count) =>
      count >= 1000
        ? '1.000 Personen oder mehr'
        : count === 1
          ? 'einer Person'
          : count === 0
            ? 'noch niemandem'
            : `${count} Personen`,
    trust: {
      'first-party': {
        title: 'Eine unserer Apps',
        text: 'Sie gehört denen, die diese Seite betreiben.',
      },
      verified: { title: 'Geprüfte App', text: 'Hier wurde geprüft, wer sie betreibt.' },
      domain: {
        title: 'Bekannt durch ihre Domain',
        text: 'Die Domain ist sicher. Der Name nicht.',
      },
      unidentified: { title: 'Unbekannte App', text: 'Niemand hier hat geprüft, von wem sie ist.' },
    },
  },

  problem: {
    wrong: 'E-Mail und Passwort passen nicht zusammen. Bitte prüfen Sie beides.',
    throttled: 'Zu viele Versuche. Bitte warten Sie kurz und versuchen Sie es dann erneut.',
    throttledFor: (wait) => `Zu viele Versuche. Bitte versuchen Sie es in ${wait} erneut.`,
    email: 'Geben Sie eine E-Mail-Adresse wie name@example.com ein.',
    missing: 'Bitte füllen Sie aus, was noch leer ist.',
    short: (length) => `Das Passwort braucht mindestens ${length} Zeichen.`,
    common: 'Dieses Passwort probieren Angreifer zuerst. Bitte wählen Sie ein anderes.',
    taken: 'Mit dieser E-Mail geht kein neues Konto. Ist es Ihre, melden Sie sich an.',
  },

  signIn: {
    title: 'Anmelden',
    welcomeBack: 'Passwort eingeben',
    next: 'Weiter',
    submit: 'Anmelden',
    change: 'Ändern',
    changeLong: 'E-Mail ändern',
    noAccount: 'Neu hier?',
    signUp: 'Konto anlegen',
    or: 'oder',
    continueWith: (name) => `Weiter mit ${name}`,
    emailCode: 'Stattdessen einen Code per E-Mail',
    forgot: 'Passwort vergessen?',
    reason: {
      fresh: 'Die App möchte sicher sein, dass Sie es sind. Bitte melden Sie sich erneut an.',
      account: 'Die App bittet um ein anderes Konto. Bitte melden Sie sich damit an.',
      dangerous:
        'Zum Schutz Ihres Kontos melden Sie sich bitte noch einmal an, bevor Sie das ändern.',
    },
  },

  signUp: {
    title: 'Konto anlegen',
    submit: 'Konto anlegen',
    hint: (length) => `Mindestens ${length} Zeichen. Ein paar einfache Wörter genügen.`,
    hasAccount: 'Sie haben schon ein Konto?',
    signIn: 'Anmelden',
  },

  choose: {
    title: 'Konto wählen',
    intro: 'Sie sind hier bereits angemeldet.',
    other: 'Anderes Konto verwenden',
  },

  consent: {
    title: 'Zugriff erlauben?',
    titleFor: (name) => `${name} Zugriff erlauben?`,
    wants: 'Damit könnte sie',
    wantsAt: (resource) => `Damit könnte sie bei ${resource}`,
    asUser: 'Angemeldet als',
    risk: { medium: 'Genau hinsehen', high: 'Weitreichend' },
    already: 'Schon erlaubt',
    keeps: 'Was Sie früher erlaubt haben, bleibt:',
    more: 'Die App möchte mehr. Damit könnte sie auch',
    moreAt: (resource) => `Die App möchte mehr. Bei ${resource} könnte sie damit auch`,
    allow: 'Erlauben',
    deny: 'Abbrechen',
  },

  goBack: {
    title: 'Es geht zurück',
    sentTo: 'Sie gelangen jetzt zu',
    stuck: 'Wenn nichts geschieht, hilft der Knopf.',
    button: 'Weiter',
  },

  logout: {
    title: 'Abmelden?',
    asks: 'Möchten Sie sich abmelden?',
    asksNamed: (name) => `${name} möchte Sie abmelden.`,
    effect: 'Damit endet Ihre Sitzung in diesem Browser.',
    asUser: 'Angemeldet als',
    logout: 'Abmelden',
    stay: 'Angemeldet bleiben',
    doneTitle: 'Sie sind abgemeldet',
    done: 'Sie können dieses Fenster schließen.',
    again: 'Wieder anmelden',
    back: 'Weiter',
    backTo: (name) => `Zurück zu ${name}`,
  },

  account,

  error: {
    requestId: 'Anfrage',
    details: 'Einzelheiten für Entwickler',
    noDetails: 'Es gibt keine weiteren Einzelheiten.',
    retry: (wait) => `Versuchen Sie es in ${wait} erneut.`,
    kind: {
      'unknown-client': {
        title: 'Wir kennen diese App nicht',
        text: 'Die App, von der Sie kommen, ist bei uns nicht angemeldet.',
        action:
          'Beginnen Sie in der App von vorn. Hilft das nicht, sagen Sie es den Machern der App.',
      },
      'client-unavailable': {
        title: 'Diese App lässt sich gerade nicht nachschlagen',
        text: 'Die App beschreibt sich auf ihrer eigenen Website, und die antwortet uns nicht.',
        action: 'Warten Sie kurz, gehen Sie dann zurück zur App und beginnen Sie von vorn.',
      },
      'client-refused': {
        title: 'Diese App können wir nicht annehmen',
        text: 'Was die App auf ihrer Website über sich sagt, verletzt eine Regel. Die Einzelheiten nennen sie.',
        action: 'Sagen Sie es den Machern der App. Sie selbst müssen nichts ändern.',
      },
      'client-not-admitted': {
        title: 'Diese App ist hier nicht zugelassen',
        text: 'Wer diese Seite betreibt, entscheidet, welche Apps um Zugang bitten dürfen; diese gehört nicht dazu.',
        action:
          'Brauchen Sie die App, bitten Sie hier die Verwaltung, sie zuzulassen, und nennen Sie die Domain der App.',
      },
      'redirect-mismatch': {
        title: 'Die Rückadresse dieser App ist nicht hinterlegt',
        text: 'Die App will Sie an eine Adresse schicken, die nicht ihre ist. Darum halten wir hier an.',
        action: 'Machen Sie dort, woher Sie kamen, nicht weiter. Sagen Sie es den Machern der App.',
      },
      'bad-request': {
        title: 'Diese Bitte der App können wir nicht erfüllen',
        text: 'Ihre Anfrage ist unvollständig oder widerspricht sich.',
        action:
          'Beginnen Sie in der App von vorn. Hilft das nicht, sagen Sie es den Machern der App.',
      },
      expired: {
        title: 'Diese Seite war zu lange offen',
        text: 'Zu Ihrer Sicherheit muss eine Anmeldung bald nach ihrem Beginn abgeschlossen werden.',
        action: 'Gehen Sie zurück zur App und beginnen Sie von vorn.',
      },
      'wrong-browser': {
        title: 'Diese Anmeldung begann in einem anderen Browser',
        text: 'Eine Anmeldung endet in dem Browser, in dem sie begann, und er muss unsere Cookies behalten.',
        action:
          'Beginnen Sie in der App von vorn, in einem Browser, der Cookies zulässt. Auf http://localhost behält Safari keine sicheren Cookies: Nehmen Sie dort einen anderen Browser.',
      },
      'form-rejected': {
        title: 'Dieses Formular konnten wir nicht annehmen',
        text: 'Es kam nicht von der Seite, die wir Ihnen gezeigt haben, oder wurde zweimal gesendet.',
        action:
          'Gehen Sie zurück, laden Sie die Seite neu und senden Sie das Formular noch einmal.',
      },
      'not-found': {
        title: 'Hier ist keine Seite',
        text: 'Vielleicht ist die Adresse vertippt oder die Seite umgezogen.',
        action: 'Prüfen Sie die Adresse oder gehen Sie zurück zur App.',
      },
      'method-not-allowed': {
        title: 'So lässt sich diese Adresse nicht verwenden',
        text: 'Sie ist für eine andere Art von Anfrage gedacht.',
        action: 'Gehen Sie zurück zur App und beginnen Sie von vorn.',
      },
      'too-large': {
        title: 'Das war zu viel auf einmal',
        text: 'Die Anfrage ist größer, als wir annehmen.',
        action:
          'Gehen Sie zurück und kürzen Sie die Eingabe, oder sagen Sie es den Machern der App.',
      },
      throttled: {
        title: 'Zu viele Versuche',
        text: 'Zum Schutz der Konten bremsen wir nach vielen Versuchen in kurzer Zeit.',
        action: 'Warten Sie kurz und versuchen Sie es dann erneut.',
      },
      unavailable: {
        title: 'Wir sind gleich wieder da',
        text: 'Ein Teil dieses Dienstes antwortet gerade nicht. Nichts von Ihrer Eingabe wurde gespeichert.',
        action: 'Warten Sie kurz und laden Sie dann die Seite neu.',
      },
      'server-error': {
        title: 'Bei uns ist etwas schiefgegangen',
        text: 'Das ist unser Fehler, nicht Ihrer.',
        action: 'Versuchen Sie es noch einmal. Hilft das nicht, nennen Sie uns die Anfrage unten.',
      },
    },
  },

  inspector,
  codes,
  device,
  mail,
  organisations,
  passkeys,
  secondFactors,
  upstream,

  welcome: {
    title: 'Willkommen',
    text: 'Hier melden Sie sich an.',
    links: 'Von hier geht es weiter',
  },
}
