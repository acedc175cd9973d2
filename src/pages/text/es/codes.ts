import type { Text } from '../../text.ts'

export const codes: Text['codes'] = {
  ask: {
    title: 'Revisa tu correo',
    sentTo: 'Hemos enviado un correo a',
    field: 'Código del correo',
    hint: 'Ocho letras. Vale durante 10 minutos y solo en este navegador.',
    submit: 'Continuar',
    elsewhere: 'O abre el enlace del correo. En otro dispositivo, elige allí este número:',
    chosen: 'Ya lo he elegido',
    resend: 'Enviar un código nuevo',
    change: 'Cambiar',
    changeLong: 'Cambiar el correo electrónico',
    problem: {
      wrong:
        'Ese no es el último código enviado. Mira el correo más reciente y vuelve a intentarlo.',
      over: 'Este código ya no vale. Pide uno nuevo.',
    },
  },

  wait: {
    title: 'Sigue en el otro dispositivo',
    text: 'Abre allí el enlace del correo y elige este número:',
    again: 'Ya lo he elegido',
    note: 'Esta página comprueba cada pocos segundos y continúa sola.',
  },

  link: {
    here: 'Continuar como',
    hereText: 'Has abierto el enlace en el navegador que lo pidió.',
    goOn: 'Continuar',
    elsewhere: '¿Qué número ves?',
    elsewhereText: (browser) =>
      `Alguien está iniciando sesión con tu dirección en otro navegador (${browser}). Allí aparece un número: elige aquí el mismo. En este dispositivo no se inicia ninguna sesión.`,
    onlyIf: 'Elige solo si tienes ese navegador delante en este momento.',
    number: (number) => `El número ${number}`,
    none: 'No soy yo',
  },

  told: {
    right: { title: 'Correcto', text: 'Vuelve al otro navegador: allí continúa.' },
    wrong: {
      title: 'Ese era otro número',
      text: 'Por seguridad, nadie podrá entrar con este correo. Empieza de nuevo en el navegador que quieras usar.',
    },
    refused: {
      title: 'Nadie podrá entrar con este correo',
      text: 'Gracias. Tu cuenta sigue igual y no tienes que hacer nada más.',
    },
    over: {
      title: 'Este enlace ya no vale',
      text: 'Un enlace sirve una sola vez, durante 10 minutos, y solo el último que pediste. Empieza de nuevo en el navegador que quieras usar.',
    },
  },

  signUp: {
    address: 'Enviamos un código a esta dirección para asegurarnos de que es tuya.',
    submit: 'Continuar',
    detailsTitle: 'Termina tu cuenta',
    confirmed: 'Confirmada',
    withoutPassword: 'Sin contraseña, entras con un código que te llega por correo.',
  },

  recover: {
    title: '¿Has olvidado la contraseña?',
    text: 'Escribe tu dirección. Te enviamos un código con el que eliges una contraseña nueva.',
    submit: 'Enviar el código',
    back: 'Volver al inicio de sesión',
    newTitle: 'Elige una contraseña nueva',
    newText:
      'Se cerrarán las demás sesiones de tu cuenta y tendrás que volver a conectar cada aplicación.',
    save: 'Guardar la contraseña',
  },

  password: {
    section: 'Contraseña',
    changedAt: (date) => `Último cambio: ${date}`,
    has: 'Inicias sesión con una contraseña.',
    none: 'No tienes contraseña.',
    change: 'Cambiar la contraseña',
    set: 'Crear una contraseña',
    changeTitle: 'Cambia tu contraseña',
    setTitle: 'Crea una contraseña',
    current: 'Contraseña actual',
    next: 'Contraseña nueva',
    ends: 'Se cerrará la sesión en tus otros navegadores.',
    save: 'Guardar',
    back: 'Volver a tu cuenta',
    remove: 'Quitar la contraseña',
    removeText: 'Después entrarás con un código por correo o con una llave de acceso.',
    problem: { current: 'Esa no es tu contraseña actual.' },
    done: {
      changed: 'Tu contraseña se ha cambiado.',
      removed: 'Tu contraseña se ha quitado.',
    },
  },
}
