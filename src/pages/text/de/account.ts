import type { Text } from '../../text.ts'

export const account: Text['account'] = {
  title: 'Ihr Konto',
  verified: 'E-Mail bestätigt',
  unverified: 'E-Mail noch nicht bestätigt',
  sessions: 'Wo Sie angemeldet sind',
  thisDevice: 'Dieser Browser',
  since: 'Angemeldet',
  lastSeen: 'zuletzt aktiv',
  end: 'Abmelden',
  endOthers: 'Überall sonst abmelden',
  apps: 'Verbundene Apps',
  noApps: 'Keine App hat Zugriff auf Ihr Konto.',
  connected: 'Verbunden',
  sendsTo: 'führt zu',
  disconnect: 'Trennen',
  signOut: 'Abmelden',
  browserOn: (browser, system) => `${browser} auf ${system}`,
  unknownBrowser: 'Unbekannter Browser',
  notice: {
    'session-ended': 'Diese Sitzung ist beendet.',
    'others-ended': 'Alle anderen Sitzungen sind beendet.',
    disconnected: 'Die App hat keinen Zugriff mehr.',
  },
}
