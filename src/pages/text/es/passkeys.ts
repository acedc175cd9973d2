import type { Text } from '../../text.ts'

export const passkeys: Text['passkeys'] = {
  signIn: 'Iniciar sesión con una llave de acceso',
  unable: 'Para esto se necesita JavaScript y un navegador que guarde llaves de acceso.',
  said: {
    refused:
      'No se ha podido usar esa llave de acceso. Inténtelo de nuevo o inicie sesión de otra forma.',
    unknown: 'Esa llave de acceso ya no es de ninguna cuenta. Inicie sesión de otra forma.',
    only: 'Aquí se inicia sesión con una llave de acceso. Use el botón de abajo.',
    failed:
      'No se ha usado ninguna llave de acceso. Inténtelo de nuevo o inicie sesión de otra forma.',
    notMade: 'No se ha creado ninguna llave de acceso. Inténtelo de nuevo o déjelo por ahora.',
    notAdded: 'No se ha podido añadir esa llave de acceso. Inténtelo de nuevo.',
    known: 'Este dispositivo ya guarda una llave de acceso de su cuenta.',
    many: 'Su cuenta no admite más llaves de acceso. Elimine antes una.',
  },
  add: {
    title: 'Añadir una llave de acceso',
    suggested: 'Inicie sesión más rápido la próxima vez',
    text: 'Con una llave de acceso inicia sesión igual que desbloquea este dispositivo: con la huella, la cara o el PIN.',
    safe: 'No hay nada que recordar, ni nada que una página falsa pueda sonsacarle.',
    submit: 'Crear una llave de acceso',
    later: 'Ahora no',
    back: 'Volver a su cuenta',
  },
  second: {
    title: 'Confirme que es usted',
    text: 'Para continuar, use una de sus llaves de acceso.',
    submit: 'Usar una llave de acceso',
  },
  list: {
    title: 'Llaves de acceso',
    none: 'Aún no tiene ninguna llave de acceso. Con una inicia sesión igual que desbloquea su dispositivo.',
    add: 'Añadir una llave de acceso',
    added: 'Añadida el',
    lastUsed: 'último uso el',
    notUsed: 'sin usar todavía',
    synced: 'Sincronizada',
    rename: 'Cambiar nombre',
    renameLong: (name) => `Cambiar el nombre de ${name}`,
    name: 'Nombre de la llave de acceso',
    save: 'Guardar',
    remove: 'Eliminar',
    removeLong: (name) => `Eliminar ${name}`,
  },
  notice: {
    'passkey-added': 'Se ha añadido su llave de acceso.',
    'passkey-renamed': 'Se ha guardado el nombre nuevo.',
    'passkey-removed': 'Se ha eliminado la llave de acceso.',
  },
  remove: {
    title: '¿Eliminar esta llave de acceso?',
    text: 'Ya no podrá iniciar sesión con ella. Si su dispositivo la sigue ofreciendo, bórrela también allí.',
    submit: 'Eliminar llave de acceso',
    keep: 'Conservarla',
    last: 'No tiene otra forma de entrar en su cuenta. Añada antes otra llave de acceso y elimine después esta.',
  },
}
