import type { Text } from '../../text.ts'

export const mail: Text['mail'] = {
  lasts: (time) => `Sirve una sola vez, durante ${time}.`,
  codeIs: 'Su código:',
  or: 'o',
  fact: {
    name: 'Nombre',
    by: 'Le invita',
    when: 'Cuándo',
    browser: 'Navegador',
    place: 'Cerca de',
  },
  kind: {
    sign_in: {
      subject: (house) => `Inicie sesión en ${house}`,
      title: 'Inicie sesión',
      text: () => 'Úselo en la página en la que está iniciando sesión.',
      button: 'Iniciar sesión',
      why: 'Alguien escribió esta dirección en nuestra página de inicio de sesión.',
      otherwise:
        'Si no fue usted, no tiene que hacer nada: sin este correo nadie entra. No dé el código a nadie, lo pida quien lo pida.',
    },
    sign_in_new: {
      subject: (house) => `Iniciar sesión en ${house}`,
      title: 'Aún no tiene cuenta',
      text: () =>
        'Aquí todavía no hay ninguna cuenta con esta dirección. Use este correo en la página en la que está iniciando sesión y podrá crear una.',
      button: 'Crear una cuenta',
      why: 'Alguien ha escrito esta dirección en nuestra página de inicio de sesión.',
      otherwise:
        'Si no ha sido usted, no tiene que hacer nada: sin este correo no entra nadie. No dé el código a nadie, lo pida quien lo pida.',
    },
    no_account: {
      subject: (house) => `No hay ninguna cuenta en ${house} con esta dirección`,
      title: 'No hay ninguna cuenta con esta dirección',
      text: () =>
        'Alguien ha pedido un código con esta dirección y aquí no se puede usar ninguna cuenta con ella. ¿Quizá se registró con otra dirección?',
      button: 'Ir al inicio de sesión',
      why: 'Alguien ha escrito esta dirección en una de nuestras páginas.',
      otherwise: 'Si no ha sido usted, no tiene que hacer nada.',
    },
    sign_up: {
      subject: (house) => `Confirme su correo para ${house}`,
      title: 'Confirme su correo',
      text: () => 'Úselo en la página en la que está creando su cuenta.',
      button: 'Confirmar correo',
      why: 'Alguien está creando una cuenta con esta dirección.',
      otherwise: 'Si no fue usted, ignore este correo. No se creará ninguna cuenta.',
    },
    sign_up_known: {
      subject: (house) => `Ya tiene una cuenta en ${house}`,
      title: 'Ya tiene una cuenta',
      text: () =>
        'Alguien quiso crear una cuenta con esta dirección. Ya existe una, así que nada ha cambiado. Inicie sesión en ella con lo que sigue; si hay un código, escríbalo en la página donde indicó su dirección. Si olvidó su contraseña, puede elegir una nueva en la página de inicio de sesión.',
      button: 'Iniciar sesión',
      why: 'Alguien escribió esta dirección para crear una cuenta.',
      otherwise:
        'Si no fue usted, no tiene que hacer nada. Nadie ha sabido que tiene una cuenta, y sin este correo nadie puede entrar. No dé ningún código a nadie, sea quien sea.',
    },
    password_reset: {
      subject: (house) => `Nueva contraseña para ${house}`,
      title: 'Elija una nueva contraseña',
      text: () => 'Úselo en la página en la que pidió una nueva contraseña.',
      button: 'Elegir contraseña',
      why: 'Alguien pidió cambiar la contraseña de la cuenta con esta dirección.',
      otherwise: 'Si no fue usted, ignore este correo. Su contraseña sigue siendo la misma.',
    },
    email_change: {
      subject: (house) => `Confirme su nuevo correo para ${house}`,
      title: 'Confirme su nuevo correo',
      text: () => 'Confirme que esta dirección es suya y su cuenta la usará desde ahora.',
      button: 'Confirmar dirección',
      why: 'Alguien escribió esta dirección como la nueva de su cuenta.',
      otherwise: 'Si no fue usted, ignore este correo. La dirección no se usará.',
    },
    email_undo: {
      subject: (house) => `Su correo en ${house} ha cambiado`,
      title: 'Su correo ha cambiado',
      text: () =>
        'Su cuenta usa desde ahora otra dirección. Si no era lo que quería, deshágalo aquí.',
      button: 'Deshacer el cambio',
      why: 'Esta era hasta ahora la dirección de su cuenta.',
      otherwise: 'Si fue usted, no tiene que hacer nada.',
    },
    invitation: {
      subject: (_, about) => `Invitación a ${about}`,
      title: 'Tiene una invitación',
      text: (house, about) => `${about} le invita a unirse en ${house}.`,
      button: 'Ver la invitación',
      why: 'Alguien que se ocupa de esta organización escribió su dirección.',
      otherwise: 'Si no sabe quién es, ignore este correo. No pasa nada si no la aceptas.',
    },
  },
  notice: {
    new_device: {
      subject: (house) => `Nuevo inicio de sesión en ${house}`,
      title: 'Nuevo inicio de sesión',
      text: () => 'Alguien ha iniciado sesión en su cuenta con un navegador que no conocíamos.',
    },
    passkey_added: {
      subject: (house) => `Se añadió una llave de acceso en ${house}`,
      title: 'Se añadió una llave de acceso',
      text: () => 'Desde ahora se puede iniciar sesión en su cuenta con esta llave de acceso.',
    },
    passkey_removed: {
      subject: (house) => `Se eliminó una llave de acceso en ${house}`,
      title: 'Se eliminó una llave de acceso',
      text: () => 'Ya no se puede iniciar sesión en su cuenta con esta llave de acceso.',
    },
    factor_added: {
      subject: (house) => `Verificación en dos pasos activada en ${house}`,
      title: 'Verificación en dos pasos activada',
      text: () => 'Su cuenta tiene una forma más de confirmar que es usted.',
    },
    factor_removed: {
      subject: (house) => `Verificación en dos pasos eliminada en ${house}`,
      title: 'Verificación en dos pasos eliminada',
      text: () => 'Su cuenta tiene una forma menos de confirmar que es usted.',
    },
    recovery_codes_made: {
      subject: (house) => `Nuevos códigos de recuperación en ${house}`,
      title: 'Nuevos códigos de recuperación',
      text: () =>
        'Se crearon nuevos códigos de recuperación para su cuenta. Los anteriores ya no sirven.',
    },
    recovery_code_used: {
      subject: (house) => `Se usó un código de recuperación en ${house}`,
      title: 'Se usó un código de recuperación',
      text: () =>
        'Alguien inició sesión en su cuenta con uno de sus códigos de recuperación. Ese código ya no sirve.',
    },
    email_changed: {
      subject: (house) => `Su correo en ${house} ha cambiado`,
      title: 'Su correo ha cambiado',
      text: () => 'Su cuenta usa desde ahora otra dirección.',
    },
    password_changed: {
      subject: (house) => `Su contraseña en ${house} ha cambiado`,
      title: 'Su contraseña ha cambiado',
      text: () => 'La contraseña de su cuenta se ha sustituido por una nueva.',
    },
    app_connected: {
      subject: (house) => `Se conectó una aplicación en ${house}`,
      title: 'Se conectó una aplicación',
      text: () =>
        'Esta aplicación puede usar su cuenta desde ahora, hasta donde usted lo ha permitido.',
    },
    account_linked: {
      subject: (house) => `Se vinculó otra cuenta en ${house}`,
      title: 'Se vinculó otra cuenta',
      text: () => 'Desde ahora se puede iniciar sesión en su cuenta con esta otra.',
    },
    account_unlinked: {
      subject: (house) => `Se desvinculó otra cuenta en ${house}`,
      title: 'Se desvinculó otra cuenta',
      text: () => 'Ya no se puede iniciar sesión en su cuenta con esta otra.',
    },
    account_closing: {
      subject: (house) => `Su cuenta en ${house} se eliminará`,
      title: 'Su cuenta se eliminará',
      text: (_, about) =>
        `Su cuenta y todo lo que contiene se eliminarán el ${about}. Hasta entonces puede conservarla: inicie sesión y díganoslo.`,
    },
  },
  noticeButton: 'Abrir su cuenta',
  noticeWhy: 'Le avisamos de todo lo que cambia el acceso a su cuenta.',
  noticeOtherwise:
    'Si fue usted, no tiene que hacer nada. Si no, abra su cuenta: allí puede cerrar todas las sesiones y cambiar cómo inicia sesión.',
}
