import type { Text } from '../../text.ts'

export const codes: Text['codes'] = {
  ask: {
    title: 'Revise su correo',
    sentTo: 'Hemos enviado un correo a',
    field: 'Código del correo',
    hint: 'Ocho letras. Vale durante 10 minutos y solo en este navegador.',
    submit: 'Continuar',
    elsewhere: 'O abra el enlace del correo. En otro dispositivo, elija allí este número:',
    chosen: 'Ya lo he elegido',
    resend: 'Enviar un código nuevo',
    change: 'Cambiar',
    changeLong: 'Cambiar el correo electrónico',
    problem: {
      wrong:
        'Ese no es el último código enviado. Mire el correo más reciente e inténtelo de nuevo.',
      over: 'Este código ya no vale. Pida uno nuevo.',
    },
  },

  wait: {
    title: 'Siga en el otro dispositivo',
    text: 'Abra allí el enlace del correo y elija este número:',
    again: 'Ya lo he elegido',
    note: 'Esta página comprueba cada pocos segundos y continúa sola.',
  },

  link: {
    here: 'Continuar como',
    hereText: 'Ha abierto el enlace en el navegador que lo pidió.',
    goOn: 'Continuar',
    elsewhere: '¿Qué número ve?',
    elsewhereText: (browser) =>
      `Alguien está iniciando sesión con su dirección en otro navegador (${browser}). Allí aparece un número: elija aquí el mismo. En este dispositivo no se inicia ninguna sesión.`,
    onlyIf: 'Elija solo si tiene ese navegador delante en este momento.',
    number: (number) => `El número ${number}`,
    none: 'No soy yo',
  },

  told: {
    right: { title: 'Correcto', text: 'Vuelva al otro navegador: allí continúa.' },
    wrong: {
      title: 'Ese era otro número',
      text: 'Por seguridad, nadie podrá entrar con este correo. Empiece de nuevo en el navegador que quiera usar.',
    },
    refused: {
      title: 'Nadie podrá entrar con este correo',
      text: 'Gracias. Su cuenta sigue igual y no tiene que hacer nada más.',
    },
    over: {
      title: 'Este enlace ya no vale',
      text: 'Un enlace sirve una sola vez, durante 10 minutos, y solo el último que pidió. Empiece de nuevo en el navegador que quiera usar.',
    },
  },

  signUp: {
    address: 'Enviamos un código a esta dirección para asegurarnos de que es suya.',
    submit: 'Continuar',
    detailsTitle: 'Termine su cuenta',
    confirmed: 'Confirmada',
    withoutPassword: 'Sin contraseña, entra con un código que le llega por correo.',
  },

  recover: {
    title: '¿Olvidó su contraseña?',
    text: 'Escriba su dirección. Le enviamos un código con el que elige una contraseña nueva.',
    submit: 'Enviar el código',
    back: 'Volver al inicio de sesión',
    newTitle: 'Elija una contraseña nueva',
    newText:
      'Se cerrarán las demás sesiones de su cuenta y tendrá que volver a conectar cada aplicación.',
    save: 'Guardar la contraseña',
  },

  password: {
    section: 'Contraseña',
    changedAt: (date) => `Último cambio: ${date}`,
    has: 'Inicia sesión con una contraseña.',
    none: 'No tiene contraseña.',
    change: 'Cambiar la contraseña',
    set: 'Crear una contraseña',
    changeTitle: 'Cambie su contraseña',
    setTitle: 'Cree una contraseña',
    current: 'Contraseña actual',
    next: 'Contraseña nueva',
    ends: 'Se cerrará la sesión en sus otros navegadores.',
    save: 'Guardar',
    back: 'Volver a su cuenta',
    remove: 'Quitar la contraseña',
    removeText: 'Después entrará con un código por correo o con una llave de acceso.',
    problem: { current: 'Esa no es su contraseña actual.' },
    done: {
      changed: 'Su contraseña se ha cambiado.',
      removed: 'Su contraseña se ha quitado.',
    },
  },
}
