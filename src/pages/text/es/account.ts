import type { Text } from '../../text.ts'

export const account: Text['account'] = {
  title: 'Su cuenta',
  verified: 'Correo confirmado',
  unverified: 'Correo aún sin confirmar',
  sessions: 'Sus sesiones abiertas',
  thisDevice: 'Este navegador',
  since: 'Iniciada el',
  lastSeen: 'última actividad el',
  end: 'Cerrar sesión',
  endOthers: 'Cerrar las demás sesiones',
  apps: 'Aplicaciones conectadas',
  noApps: 'Ninguna aplicación tiene acceso a su cuenta.',
  connected: 'Conectada el',
  sendsTo: 'lleva a',
  disconnect: 'Desconectar',
  signOut: 'Cerrar sesión',
  browserOn: (browser, system) => `${browser} en ${system}`,
  unknownBrowser: 'Navegador desconocido',
  notice: {
    'session-ended': 'Esa sesión ha terminado.',
    'others-ended': 'Todas las demás sesiones han terminado.',
    disconnected: 'La aplicación ya no tiene acceso.',
  },
}
