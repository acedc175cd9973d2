import type { Text } from '../../text.ts'

export const upstream: Text['upstream'] = {
  leaving: (name) => `Weiter zu ${name}`,
  signIn: 'Zurück zur Anmeldung',
  account: 'Zurück zu Ihrem Konto',

  trouble: {
    cancelled: {
      title: () => 'Sie sind nicht angemeldet',
      text: (name) => `Die Anmeldung mit ${name} wurde abgebrochen. Es hat sich nichts geändert.`,
    },
    refused: {
      title: (name) => `${name} hat Sie nicht angemeldet`,
      text: () =>
        'Versuchen Sie es mit einem anderen Konto oder melden Sie sich auf andere Weise an.',
    },
    unreachable: {
      title: (name) => `${name} antwortet nicht`,
      text: () =>
        'Das geht meist schnell vorbei. Versuchen Sie es noch einmal oder melden Sie sich auf andere Weise an.',
    },
    unsound: {
      title: (name) => `Das hat mit ${name} nicht geklappt`,
      text: (name) =>
        `Wir konnten nicht prüfen, was ${name} uns geschickt hat; deshalb wurde niemand angemeldet. Versuchen Sie es noch einmal. Wiederholt es sich, sagen Sie es den Betreibern dieses Dienstes.`,
    },
    used: {
      title: () => 'Diese Anmeldung ist schon abgeschlossen',
      text: () =>
        'Sie zählt nur einmal. Vielleicht wurde die Seite neu geladen. Bitte beginnen Sie von vorn.',
    },
    domain: {
      title: () => 'Dieses Konto gilt hier nicht',
      text: (name) =>
        `Hier werden nur ${name}-Konten bestimmter Organisationen angenommen. Wählen Sie ein anderes Konto oder melden Sie sich auf andere Weise an.`,
    },
    closed: {
      title: () => 'Dieses Konto ist geschlossen',
      text: (name) =>
        `Das Konto, zu dem Ihr ${name}-Konto gehört, kann nicht mehr verwendet werden. Halten Sie das für einen Irrtum, wenden Sie sich an die Betreiber dieses Dienstes.`,
    },
    taken: {
      title: () => 'Dieses Konto wird schon benutzt',
      text: (name) =>
        `Ihr ${name}-Konto oder dessen Adresse gehört hier schon zu einem anderen Konto. Melden Sie sich bei jenem an.`,
    },
    'other-person': {
      title: () => 'Inzwischen ist jemand anderes angemeldet',
      text: (name) =>
        `${name} wurde nicht verknüpft, weil nicht mehr angemeldet ist, wer damit begonnen hat. Bitte beginnen Sie von vorn.`,
    },
  },

  unknown: {
    new: {
      title: 'Konto anlegen',
      text: (name) => `Sie sind neu hier. Das übernehmen wir von ${name}:`,
    },
    known: {
      title: 'Sie haben schon ein Konto',
      text: (name) =>
        `Zu dieser Adresse gibt es ein Konto. Melden Sie sich einmal dort an, dann können Sie ${name} damit verknüpfen.`,
    },
    unverified: {
      title: 'Ein Schritt noch',
      text: (name) =>
        `${name} bestätigt keine Adresse von Ihnen. Melden Sie sich bei Ihrem Konto hier an, oder legen Sie eines an, und verknüpfen Sie ${name} damit.`,
    },
    nobody: {
      title: 'Kein Konto gefunden',
      text: (name) =>
        `Ihr ${name}-Konto ist mit keinem Konto hier verknüpft, und neue Konten können nicht angelegt werden. Haben Sie eines, melden Sie sich an und verknüpfen Sie es.`,
    },
    create: 'Konto anlegen',
    link: 'Anmelden und verknüpfen',
    have: 'Ich habe schon ein Konto',
  },

  link: {
    title: (name) => `${name} verknüpfen?`,
    text: (name) => `Dann können Sie sich hier auch mit Ihrem ${name}-Konto anmelden.`,
    there: (name) => `Bei ${name}`,
    here: 'Konto hier',
    link: 'Verknüpfen',
    skip: 'Nicht jetzt',
  },

  linked: {
    title: 'Verknüpfte Konten',
    none: 'Noch keines. Verknüpfen Sie eines, um sich damit anzumelden.',
    since: 'Verknüpft',
    used: 'zuletzt verwendet',
    unlink: 'Trennen',
    unlinkLong: (name) => `${name} trennen`,
    link: (name) => `${name} verknüpfen`,
  },

  last: {
    title: 'Sie würden sich aussperren',
    text: 'Anders können Sie sich nicht anmelden. Setzen Sie zuerst ein Passwort oder fügen Sie einen Passkey hinzu, und trennen Sie das Konto dann.',
  },
}
