import type { Text } from '../../text.ts'

export const device: Text['device'] = {
  title: 'Conectar un dispositivo',
  intro: 'Escriba el código que muestra su televisor u otro dispositivo.',
  compare: '¿Su dispositivo muestra exactamente este código? Continúe solo si es así.',
  code: 'Código',
  hint: 'Ocho letras, en mayúsculas o minúsculas, con guion o sin él.',
  next: 'Continuar',
  problem: {
    missing: 'Escriba el código que muestra su dispositivo.',
    shape: 'Eso no parece un código. Tiene ocho letras, por ejemplo WDJB-MJHT.',
    over: 'Este código no es válido o ha dejado de serlo. Compruébelo o empiece de nuevo en el dispositivo.',
  },
  confirm: {
    title: '¿Conectar este dispositivo?',
    titleFor: (name) => `¿Conectar ${name}?`,
    warning: 'Continúe solo si acaba de empezar esto en un dispositivo que tiene delante.',
    never:
      'Si alguien le ha enviado el código o un enlace, cancele: esa persona entraría en su cuenta.',
    code: 'Código que muestra',
    from: 'Lugar',
    unknownPlace: 'Lugar desconocido',
    device: 'Dispositivo',
    unknownDevice: 'Dispositivo desconocido',
    since: 'Empezado',
  },
  done: {
    title: 'Su dispositivo está conectado',
    text: 'Vuelva al dispositivo: seguirá por sí solo en unos segundos. Puede cerrar esta página.',
    deniedTitle: 'No se ha conectado nada',
    deniedText: 'El dispositivo no tiene acceso a su cuenta. Puede cerrar esta página.',
    account: 'Ver todo lo que está conectado',
  },
}
