import type { Text } from '../../text.ts'

export const secondFactors: Text['secondFactors'] = {
  proof: {
    title: {
      totp: 'Escribe el código de tu aplicación',
      'recovery-code': 'Escribe un código de recuperación',
    },
    intro: {
      totp: 'Abre tu aplicación de autenticación y escribe los seis dígitos que muestra para esta cuenta.',
      'recovery-code': 'Escribe uno de los códigos que guardaste. Solo sirve una vez.',
    },
    code: { totp: 'Código de la aplicación', 'recovery-code': 'Código de recuperación' },
    submit: 'Continuar',
    remember: 'No pedir el código en este navegador durante 30 días',
    wrong: {
      totp: 'Ese código no es correcto o ya se usó. Espera al siguiente y vuelve a intentarlo.',
      'recovery-code': 'Ese código no es uno de los tuyos o ya se usó.',
    },
    otherWay: 'Usar otro medio',
    use: {
      passkey: 'Usar una llave de acceso',
      totp: 'Usar el código de la aplicación',
      'recovery-code': 'Usar un código de recuperación',
    },
    reason: {
      'step-up': 'Esta aplicación pide una segunda prueba de que eres tú.',
      dangerous: 'Para proteger tu cuenta, confirma otra vez que eres tú.',
    },
    notNow: 'Ahora no',
  },
  setUp: {
    title: 'Configurar una aplicación de autenticación',
    needed:
      'Esta aplicación pide a todos una segunda prueba al iniciar sesión. Configura la tuya ahora; solo lleva un minuto.',
    scan: 'Escanea este código con una aplicación de autenticación.',
    qr: 'Código QR para tu aplicación de autenticación',
    sameDevice: 'Abrir en una aplicación de este dispositivo',
    typed: 'O escribe esta clave en la aplicación:',
    key: 'Clave',
    confirm: 'Después escribe los seis dígitos que muestra la aplicación.',
    submit: 'Activar',
    notNow: 'Ahora no',
    cancel: 'Cancelar',
    wrong:
      'Ese código no es correcto. Comprueba que la aplicación tiene la clave de arriba y que la hora de tu dispositivo es correcta.',
  },
  remove: {
    title: '¿Desactivar la aplicación de autenticación?',
    text: 'Ya no se te pedirán sus códigos al iniciar sesión. Tus códigos de recuperación también dejan de valer, salvo que tengas otro segundo factor.',
    submit: 'Desactivar',
    cancel: 'Conservarla',
  },
  codes: {
    title: 'Guarda tus códigos de recuperación',
    text: 'Si pierdes el teléfono o las llaves de acceso, uno de estos te deja entrar. Cada uno sirve una vez. Solo los mostramos ahora.',
    list: 'Códigos de recuperación',
    download: 'Descargar como archivo de texto',
    keep: 'Guárdalos donde nadie más los vea: en un gestor de contraseñas o impresos.',
    file: (house) => `Códigos de recuperación de ${house}`,
    done: 'Los he guardado',
    remakeTitle: '¿Crear nuevos códigos de recuperación?',
    remakeText: 'Los códigos que tienes ahora dejarán de funcionar.',
    remake: 'Crear códigos nuevos',
    cancel: 'Conservar los que tengo',
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
    few: 'Crea otros antes de quedarte sin ellos.',
    remake: 'Crear nuevos',
    devices: 'Navegadores que omiten el segundo paso',
    until: 'Hasta el',
    lastUsed: 'último uso el',
    forget: 'Volver a preguntar',
    forgetAll: 'Volver a preguntar en todos',
  },
}
