import type { Text } from '../../text.ts'

export const account: Text['account'] = {
  title: 'Votre compte',
  verified: 'Adresse e-mail confirmée',
  unverified: 'Adresse e-mail pas encore confirmée',
  sessions: 'Vos sessions ouvertes',
  thisDevice: 'Ce navigateur',
  since: 'Ouverte le',
  lastSeen: 'dernière activité le',
  end: 'Déconnecter',
  endOthers: 'Se déconnecter partout ailleurs',
  apps: 'Applications connectées',
  noApps: 'Aucune application n’a accès à votre compte.',
  connected: 'Connectée le',
  sendsTo: 'mène à',
  disconnect: 'Dissocier',
  signOut: 'Se déconnecter',
  browserOn: (browser, system) => `${browser} sur ${system}`,
  unknownBrowser: 'Navigateur inconnu',
  notice: {
    'session-ended': 'Cette session est terminée.',
    'others-ended': 'Toutes les autres sessions sont terminées.',
    disconnected: 'L’application n’a plus accès à votre compte.',
  },
}
