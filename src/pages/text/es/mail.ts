import type { Text } from '../../text.ts'

export const mail: Text['mail'] = {
  lasts: (time) => `Sirve una sola vez, durante ${time}.`,
  codeIs: 'Tu código:',
  or: 'o',
  fact: {
    name: 'Nombre',
    by: 'Te invita',
    when: 'Cuándo',
    browser: 'Navegador',
    place: 'Cerca de',
  },
  kind: {
    sign_in: {
      subject: (house) => `Inicia sesión en ${house}`,
      title: 'Inicia sesión',
      text: () => 'Úsalo en la página en la que estás iniciando sesión.',
      button: 'Iniciar sesión',
      why: 'Alguien escribió esta dirección en nuestra página de inicio de sesión.',
      otherwise:
        'Si no fuiste tú, no tienes que hacer nada: sin este correo nadie entra. No le des el código a nadie, lo pida quien lo pida.',
    },
    sign_in_new: {
      subject: (house) => `Iniciar sesión en ${house}`,
      title: 'Aún no tienes cuenta',
      text: () =>
        'Aquí todavía no hay ninguna cuenta con esta dirección. Usa esto en la página donde estás iniciando sesión y podrás crear una.',
      button: 'Crear una cuenta',
      why: 'Alguien ha escrito esta dirección en nuestra página de inicio de sesión.',
      otherwise:
        'Si no has sido tú, no tienes que hacer nada: sin este correo no entra nadie. No des el código a nadie, te lo pida quien te lo pida.',
    },
    no_account: {
      subject: (house) => `No hay ninguna cuenta en ${house} con esta dirección`,
      title: 'No hay ninguna cuenta con esta dirección',
      text: () =>
        'Alguien ha pedido un código con esta dirección y aquí no se puede usar ninguna cuenta con ella. ¿Te registraste quizá con otra dirección?',
      button: 'Ir al inicio de sesión',
      why: 'Alguien ha escrito esta dirección en una de nuestras páginas.',
      otherwise: 'Si no has sido tú, no tienes que hacer nada.',
    },
    sign_up: {
      subject: (house) => `Confirma tu correo para ${house}`,
      title: 'Confirma tu correo',
      text: () => 'Úsalo en la página en la que estás creando tu cuenta.',
      button: 'Confirmar correo',
      why: 'Alguien está creando una cuenta con esta dirección.',
      otherwise: 'Si no fuiste tú, ignora este correo. No se creará ninguna cuenta.',
    },
    sign_up_known: {
      subject: (house) => `Ya tienes una cuenta en ${house}`,
      title: 'Ya tienes una cuenta',
      text: () =>
        'Alguien quiso crear una cuenta con esta dirección. Ya existe una, así que nada ha cambiado. Inicia sesión en ella; si olvidaste tu contraseña, allí puedes elegir una nueva.',
      button: 'Iniciar sesión',
      why: 'Alguien escribió esta dirección para crear una cuenta.',
      otherwise:
        'Si no fuiste tú, no tienes que hacer nada. Nadie ha sabido que tienes una cuenta.',
    },
    password_reset: {
      subject: (house) => `Nueva contraseña para ${house}`,
      title: 'Elige una nueva contraseña',
      text: () => 'Úsalo en la página en la que pediste una nueva contraseña.',
      button: 'Elegir contraseña',
      why: 'Alguien pidió cambiar la contraseña de la cuenta con esta dirección.',
      otherwise: 'Si no fuiste tú, ignora este correo. Tu contraseña sigue siendo la misma.',
    },
    email_change: {
      subject: (house) => `Confirma tu nuevo correo para ${house}`,
      title: 'Confirma tu nuevo correo',
      text: () => 'Confirma que esta dirección es tuya y tu cuenta la usará desde ahora.',
      button: 'Confirmar dirección',
      why: 'Alguien escribió esta dirección como la nueva de su cuenta.',
      otherwise: 'Si no fuiste tú, ignora este correo. La dirección no se usará.',
    },
    email_undo: {
      subject: (house) => `Tu correo en ${house} ha cambiado`,
      title: 'Tu correo ha cambiado',
      text: () =>
        'Tu cuenta usa desde ahora otra dirección. Si no era lo que querías, deshazlo aquí.',
      button: 'Deshacer el cambio',
      why: 'Esta era hasta ahora la dirección de tu cuenta.',
      otherwise: 'Si fuiste tú, no tienes que hacer nada.',
    },
    invitation: {
      subject: (_, about) => `Invitación a ${about}`,
      title: 'Tienes una invitación',
      text: (house, about) => `${about} te invita a unirte en ${house}.`,
      button: 'Ver la invitación',
      why: 'Alguien que se ocupa de esta organización escribió tu dirección.',
      otherwise: 'Si no sabes quién es, ignora este correo. No pasa nada si no la aceptas.',
    },
  },
  notice: {
    new_device: {
      subject: (house) => `Nuevo inicio de sesión en ${house}`,
      title: 'Nuevo inicio de sesión',
      text: () => 'Alguien ha iniciado sesión en tu cuenta con un navegador que no conocíamos.',
    },
    passkey_added: {
      subject: (house) => `Se añadió una llave de acceso en ${house}`,
      title: 'Se añadió una llave de acceso',
      text: () => 'Desde ahora se puede iniciar sesión en tu cuenta con esta llave de acceso.',
    },
    passkey_removed: {
      subject: (house) => `Se eliminó una llave de acceso en ${house}`,
      title: 'Se eliminó una llave de acceso',
      text: () => 'Ya no se puede iniciar sesión en tu cuenta con esta llave de acceso.',
    },
    factor_added: {
      subject: (house) => `Verificación en dos pasos activada en ${house}`,
      title: 'Verificación en dos pasos activada',
      text: () => 'Tu cuenta tiene una forma más de confirmar que eres tú.',
    },
    factor_removed: {
      subject: (house) => `Verificación en dos pasos eliminada en ${house}`,
      title: 'Verificación en dos pasos eliminada',
      text: () => 'Tu cuenta tiene una forma menos de confirmar que eres tú.',
    },
    recovery_codes_made: {
      subject: (house) => `Nuevos códigos de recuperación en ${house}`,
      title: 'Nuevos códigos de recuperación',
      text: () =>
        'Se crearon nuevos códigos de recuperación para tu cuenta. Los anteriores ya no sirven.',
    },
    recovery_code_used: {
      subject: (house) => `Se usó un código de recuperación en ${house}`,
      title: 'Se usó un código de recuperación',
      text: () =>
        'Alguien inició sesión en tu cuenta con uno de tus códigos de recuperación. Ese código ya no sirve.',
    },
    email_changed: {
      subject: (house) => `Tu correo en ${house} ha cambiado`,
      title: 'Tu correo ha cambiado',
      text: () => 'Tu cuenta usa desde ahora otra dirección.',
    },
    password_changed: {
      subject: (house) => `Tu contraseña en ${house} ha cambiado`,
      title: 'Tu contraseña ha cambiado',
      text: () => 'La contraseña de tu cuenta se ha sustituido por una nueva.',
    },
    app_connected: {
      subject: (house) => `Se conectó una aplicación en ${house}`,
      title: 'Se conectó una aplicación',
      text: () =>
        'Esta aplicación puede usar tu cuenta desde ahora, hasta donde se lo has permitido.',
    },
    account_linked: {
      subject: (house) => `Se vinculó otra cuenta en ${house}`,
      title: 'Se vinculó otra cuenta',
      text: () => 'Desde ahora se puede iniciar sesión en tu cuenta con esta otra.',
    },
    account_unlinked: {
      subject: (house) => `Se desvinculó otra cuenta en ${house}`,
      title: 'Se desvinculó otra cuenta',
      text: () => 'Ya no se puede iniciar sesión en tu cuenta con esta otra.',
    },
    account_closing: {
      subject: (house) => `Tu cuenta en ${house} se eliminará`,
      title: 'Tu cuenta se eliminará',
      text: (_, about) =>
        `Tu cuenta y todo lo que contiene se eliminará el ${about}. Hasta entonces puedes conservarla: inicia sesión y dínoslo.`,
    },
  },
  noticeButton: 'Abrir tu cuenta',
  noticeWhy: 'Te avisamos de todo lo que cambia quién puede usar tu cuenta.',
  noticeOtherwise:
    'Si fuiste tú, no tienes que hacer nada. Si no, abre tu cuenta: allí puedes cerrar todas las sesiones y cambiar cómo inicias sesión.',
}
