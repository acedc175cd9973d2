import type { Text } from '../../text.ts'

export const secondFactors: Text['secondFactors'] = {
  proof: {
    title: {
      totp: 'Escriba el código de su aplicación',
      'recovery-code': 'Escriba un código de recuperación',
    },
    intro: {
      totp: 'Abra su aplicación de autenticación y escriba los seis dígitos que muestra para esta cuenta.',
      'recovery-code': 'Escriba uno de los códigos que guardó. Solo sirve una vez.',
    },
    code: { totp: 'Código de la aplicación', 'recovery-code': 'Código de recuperación' },
    submit: 'Continuar',
    remember: 'No pedir el código en este navegador durante 30 días',
    wrong: {
      totp: 'Ese código no es correcto o ya se usó. Espere al siguiente e inténtelo de nuevo.',
      'recovery-code': 'Ese código no es uno de los suyos o ya se usó.',
    },
    otherWay: 'Usar otro medio',
    use: {
      passkey: 'Usar una llave de acceso',
      totp: 'Usar el código de la aplicación',
      'recovery-code': 'Usar un código de recuperación',
    },
    reason: {
      'step-up': 'Esta aplicación pide una segunda prueba de que es usted.',
      dangerous: 'Para proteger su cuenta, confirme otra vez que es usted.',
    },
    notNow: 'Ahora no',
  },
  setUp: {
    title: 'Configurar una aplicación de autenticación',
    needed:
      'Esta aplicación pide a todos una segunda prueba al iniciar sesión. Configure la suya ahora; solo lleva un minuto.',
    scan: 'Escanee este código con una aplicación de autenticación.',
    qr: 'Código QR para su aplicación de autenticación',
    sameDevice: 'Abrir en una aplicación de este dispositivo',
    typed: 'O escriba esta clave en la aplicación:',
    key: 'Clave',
    confirm: 'Después escriba los seis dígitos que muestra la aplicación.',
    submit: 'Activar',
    notNow: 'Ahora no',
    cancel: 'Cancelar',
    wrong:
      'Ese código no es correcto. Compruebe que la aplicación tiene la clave de arriba y que la hora de su dispositivo es correcta.',
  },
  remove: {
    title: '¿Desactivar la aplicación de autenticación?',
    text: 'Ya no se le pedirán sus códigos al iniciar sesión. Sus códigos de recuperación también dejan de valer, salvo que tenga otro segundo factor.',
    submit: 'Desactivar',
    cancel: 'Conservarla',
  },
  codes: {
    title: 'Guarde sus códigos de recuperación',
    text: 'Si pierde el teléfono o las llaves de acceso, uno de estos le deja entrar. Cada uno sirve una vez. Solo los mostramos ahora.',
    list: 'Códigos de recuperación',
    download: 'Descargar como archivo de texto',
    keep: 'Guárdelos donde nadie más los vea: en un gestor de contraseñas o impresos.',
    file: (house) => `Códigos de recuperación de ${house}`,
    done: 'Los he guardado',
    remakeTitle: '¿Crear nuevos códigos de recuperación?',
    remakeText: 'Los códigos que tiene ahora dejarán de funcionar.',
    remake: 'Crear códigos nuevos',
    cancel: 'Conservar los actuales',
  },
  account: {
    title: 'Segundo paso al iniciar sesión',
    off: 'Desactivado. Con una aplicación de autenticación, una contraseña robada no basta.',
    app: 'Aplicación de autenticación',
    added: 'Añadida el',
    setUp: 'Configurar',
    remove: 'Desactivar',
    codes: 'Códigos de recuperación',
    left: (count) =>
      count === 0 ? 'No queda ninguno.' : count === 1 ? 'Queda uno.' : `Quedan ${count}.`,
    few: 'Cree otros antes de quedarse sin ellos.',
    remake: 'Crear nuevos',
    devices: 'Navegadores que omiten el segundo paso',
    until: 'Hasta el',
    lastUsed: 'último uso el',
    forget: 'Volver a preguntar',
    forgetAll: 'Volver a preguntar en todos',
  },
}
