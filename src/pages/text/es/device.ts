import type { Text } from '../../text.ts'

export const device: Text['device'] = {
  title: 'Conectar un dispositivo',
  intro: 'Escribe el código que muestra tu televisor u otro dispositivo.',
  compare: '¿Tu dispositivo muestra exactamente este código? Continúa solo si es así.',
  code: 'Código',
  hint: 'Ocho letras, en mayúsculas o minúsculas, con guion o sin él.',
  next: 'Continuar',
  problem: {
    missing: 'Escribe el código que muestra tu dispositivo.',
    shape: 'Eso no parece un código. Tiene ocho letras, por ejemplo WDJB-MJHT.',
    over: 'Este código no es válido o ha dejado de serlo. Compruébalo o empieza de nuevo en el dispositivo.',
  },
  confirm: {
    title: '¿Conectar este dispositivo?',
    titleFor: (name) => `¿Conectar ${name}?`,
    warning: 'Continúa solo si acabas de empezar esto en un dispositivo que tienes delante.',
    never:
      'Si alguien te ha enviado el código o un enlace, cancela: esa persona entraría en tu cuenta.',
    code: 'Código que muestra',
    from: 'Lugar',
    unknownPlace: 'Lugar desconocido',
    device: 'Dispositivo',
    unknownDevice: 'Dispositivo desconocido',
    since: 'Empezado',
  },
  done: {
    title: 'Tu dispositivo está conectado',
    text: 'Vuelve al dispositivo: seguirá por sí solo en unos segundos. Puedes cerrar esta página.',
    deniedTitle: 'No se ha conectado nada',
    deniedText: 'El dispositivo no tiene acceso a tu cuenta. Puedes cerrar esta página.',
    account: 'Ver todo lo que está conectado',
  },
}
