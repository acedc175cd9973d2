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

/** Every sentence in Spanish. */
export const es: Text = {
  dir: 'ltr',

  field: { email: 'Correo electrónico', name: 'Nombre', password: 'Contraseña' },
  optional: 'Opcional',
  language: 'Idioma',

  scope: {
    openid: 'Saber quién es usted aquí',
    profile: 'Ver su nombre y su perfil',
    email: 'Ver su dirección de correo',
    address: 'Ver su dirección postal',
    phone: 'Ver su número de teléfono',
    offline_access: 'Conservar su acceso cuando usted no esté',
  },

  client: {
    callsItself: 'Se hace llamar',
    name: 'Aplicación',
    website: 'Sitio web',
    sentTo: 'Irá a',
    domain: 'Dominio',
    firstSeen: 'Conocida aquí desde',
    checkedByUs: 'Lo que sabemos',
    saidByApp: 'Lo que dice la aplicación, sin comprobar',
    onThisDevice: 'Una aplicación en este dispositivo: continúe solo si acaba de abrirla.',
    onThisDeviceAs: (name) =>
      `Dice ser ${name}, en este dispositivo: continúe solo si acaba de abrirla.`,
    lookalike: (name) => `Su nombre se parece a ${name}. Nada aquí demuestra que lo sea.`,
    usedBy: 'Aquí la usan',
    people: (count) =>
      count >= 1000
        ? '1000 personas o más'
        : count === 1
          ? 'una persona'
          : count === 0
            ? 'nadie todavía'
            : `${count} personas`,
    trust: {
      'first-party': {
        title: 'Una de nuestras aplicaciones',
        text: 'La gestionan los responsables de esta página.',
      },
      verified: {
        title: 'Aplicación verificada',
        text: 'Un administrador de aquí ha comprobado quién la gestiona.',
      },
      domain: {
        title: 'Conocida por su dominio',
        text: 'El dominio es seguro. El nombre no.',
      },
      unidentified: {
        title: 'Aplicación sin identificar',
        text: 'Nadie aquí ha comprobado quién la hizo.',
      },
    },
  },

  problem: {
    wrong: 'El correo y la contraseña no coinciden. Revise ambos e inténtelo de nuevo.',
    throttled: 'Demasiados intentos. Espere un momento e inténtelo de nuevo.',
    throttledFor: (wait) => `Demasiados intentos. Inténtelo de nuevo en ${wait}.`,
    email: 'Escriba una dirección de correo como nombre@example.com.',
    missing: 'Rellene lo que aún está vacío.',
    short: (length) => `La contraseña debe tener al menos ${length} caracteres.`,
    common: 'Esa contraseña es de las primeras que se prueban en un ataque. Elija otra.',
    taken: 'Ese correo no sirve para una cuenta nueva. Si es suyo, inicie sesión.',
  },

  signIn: {
    title: 'Iniciar sesión',
    welcomeBack: 'Escriba su contraseña',
    next: 'Continuar',
    submit: 'Iniciar sesión',
    change: 'Cambiar',
    changeLong: 'Cambiar el correo',
    noAccount: '¿Aún no tiene cuenta?',
    signUp: 'Crear una cuenta',
    or: 'o',
    continueWith: (name) => `Continuar con ${name}`,
    emailCode: 'Recibir un código por correo',
    forgot: '¿Olvidó su contraseña?',
    reason: {
      fresh: 'Esta aplicación pide confirmar que es usted. Inicie sesión de nuevo.',
      account: 'Esta aplicación pide otra cuenta. Inicie sesión con ella.',
      dangerous: 'Para proteger su cuenta, inicie sesión de nuevo antes de hacer este cambio.',
    },
  },

  signUp: {
    title: 'Crear una cuenta',
    submit: 'Crear cuenta',
    hint: (length) => `Al menos ${length} caracteres. Bastan unas palabras sencillas.`,
    hasAccount: '¿Ya tiene una cuenta?',
    signIn: 'Iniciar sesión',
  },

  choose: {
    title: 'Elegir una cuenta',
    intro: 'Ya tiene una sesión abierta aquí.',
    other: 'Usar otra cuenta',
  },

  consent: {
    title: '¿Permitir el acceso?',
    titleFor: (name) => `¿Permitir el acceso a ${name}?`,
    wants: 'Con esto podría',
    wantsAt: (resource) => `Con esto, en ${resource} podría`,
    asUser: 'Sesión iniciada como',
    risk: { medium: 'Mírelo con atención', high: 'De gran alcance' },
    already: 'Ya permitido',
    keeps: 'Conserva lo que usted ya permitió:',
    more: 'Pide más. Con esto también podría',
    moreAt: (resource) => `Pide más. Con esto, en ${resource} también podría`,
    allow: 'Permitir',
    deny: 'Cancelar',
  },

  goBack: {
    title: 'De vuelta a la aplicación',
    sentTo: 'Va camino de',
    stuck: 'Si no ocurre nada, use el botón.',
    button: 'Continuar',
  },

  logout: {
    title: '¿Cerrar sesión?',
    asks: '¿Quiere cerrar la sesión?',
    asksNamed: (name) => `${name} pide cerrar su sesión.`,
    effect: 'Su sesión terminará en este navegador.',
    asUser: 'Sesión iniciada como',
    logout: 'Cerrar sesión',
    stay: 'Mantener la sesión',
    doneTitle: 'La sesión está cerrada',
    done: 'Puede cerrar esta ventana.',
    again: 'Iniciar sesión de nuevo',
    back: 'Continuar',
    backTo: (name) => `Volver a ${name}`,
  },

  account,

  error: {
    requestId: 'Solicitud',
    details: 'Detalles para desarrolladores',
    noDetails: 'No hay más detalles.',
    retry: (wait) => `Inténtelo de nuevo en ${wait}.`,
    kind: {
      'unknown-client': {
        title: 'No conocemos esta aplicación',
        text: 'La aplicación de la que viene no está registrada con nosotros.',
        action:
          'Vuelva a la aplicación y empiece de nuevo. Si se repite, avise a quienes la hacen.',
      },
      'client-unavailable': {
        title: 'Ahora mismo no podemos consultar esta aplicación',
        text: 'La aplicación se describe en su propio sitio web, y ese sitio no nos responde.',
        action: 'Espere un momento, vuelva a la aplicación y empiece de nuevo.',
      },
      'client-refused': {
        title: 'No podemos aceptar esta aplicación',
        text: 'Lo que la aplicación dice de sí misma en su sitio web incumple una regla. Los detalles dicen cuál.',
        action: 'Avise a quienes hacen la aplicación. Usted no tiene que cambiar nada.',
      },
      'client-not-admitted': {
        title: 'Esta aplicación no está admitida aquí',
        text: 'Los responsables de esta página deciden qué aplicaciones pueden pedir acceso, y esta no está entre ellas.',
        action: 'Si la necesita, pida a un administrador que la admita e indique su dominio.',
      },
      'redirect-mismatch': {
        title: 'La dirección de retorno de esta aplicación no está registrada',
        text: 'La aplicación quiere enviarle a una dirección que no es suya, así que nos detenemos aquí.',
        action: 'No siga adelante allí de donde viene. Avise a quienes hacen la aplicación.',
      },
      'bad-request': {
        title: 'La aplicación pidió algo que no podemos hacer',
        text: 'Su solicitud está incompleta o se contradice.',
        action:
          'Vuelva a la aplicación y empiece de nuevo. Si se repite, avise a quienes la hacen.',
      },
      expired: {
        title: 'Esta página ha estado abierta demasiado tiempo',
        text: 'Por su seguridad, un inicio de sesión debe terminarse poco después de empezarlo.',
        action: 'Vuelva a la aplicación y empiece de nuevo.',
      },
      'wrong-browser': {
        title: 'Este inicio de sesión empezó en otro navegador',
        text: 'Un inicio de sesión se termina en el navegador en que empezó, y ese navegador debe conservar nuestras cookies.',
        action:
          'Empiece de nuevo desde la aplicación, en un solo navegador que admita cookies. En http://localhost, Safari no conserva las cookies seguras: use allí otro navegador.',
      },
      'form-rejected': {
        title: 'No pudimos aceptar ese formulario',
        text: 'No venía de la página que le mostramos, o se envió dos veces.',
        action: 'Vuelva atrás, recargue la página y envíe el formulario otra vez.',
      },
      'not-found': {
        title: 'Aquí no hay ninguna página',
        text: 'Puede que la dirección esté mal escrita o que la página haya cambiado de sitio.',
        action: 'Revise la dirección o vuelva a la aplicación de la que viene.',
      },
      'method-not-allowed': {
        title: 'Esta dirección no se puede usar así',
        text: 'Está hecha para otro tipo de solicitud que la enviada.',
        action: 'Vuelva a la aplicación de la que viene y empiece de nuevo.',
      },
      'too-large': {
        title: 'Eso fue demasiado de una vez',
        text: 'La solicitud es más grande de lo que aceptamos.',
        action: 'Vuelva atrás y acorte lo que escribió, o avise a quienes hacen la aplicación.',
      },
      throttled: {
        title: 'Demasiados intentos',
        text: 'Para proteger las cuentas, vamos más despacio tras muchos intentos en poco tiempo.',
        action: 'Espere un momento e inténtelo de nuevo.',
      },
      unavailable: {
        title: 'Volvemos enseguida',
        text: 'Una parte de este servicio no responde ahora mismo. No se guardó nada de lo que escribió.',
        action: 'Espere un momento y recargue la página.',
      },
      'server-error': {
        title: 'Algo ha fallado por nuestra parte',
        text: 'El error es nuestro, no suyo.',
        action:
          'Inténtelo de nuevo. Si se repite, díganos el número de solicitud que aparece abajo.',
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
    title: 'Le damos la bienvenida',
    text: 'Aquí es donde se inicia sesión.',
    links: 'Para continuar',
  },
}
