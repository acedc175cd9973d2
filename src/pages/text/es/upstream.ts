import type { Text } from '../../text.ts'

export const upstream: Text['upstream'] = {
  leaving: (name) => `Le llevamos a ${name}`,
  signIn: 'Volver al inicio de sesión',
  account: 'Volver a su cuenta',

  trouble: {
    cancelled: {
      title: () => 'No ha iniciado sesión',
      text: (name) => `Se canceló el inicio de sesión con ${name}. No ha cambiado nada.`,
    },
    refused: {
      title: (name) => `${name} no inició su sesión`,
      text: () => 'Pruebe con otra cuenta o inicie sesión de otra forma.',
    },
    unreachable: {
      title: (name) => `${name} no responde`,
      text: () => 'Suele durar solo un momento. Inténtelo de nuevo o inicie sesión de otra forma.',
    },
    unsound: {
      title: (name) => `No ha funcionado con ${name}`,
      text: (name) =>
        `No pudimos comprobar lo que nos envió ${name}, así que no se inició ninguna sesión. Inténtelo de nuevo. Si se repite, avise a los responsables de este servicio.`,
    },
    used: {
      title: () => 'Este inicio de sesión ya terminó',
      text: () => 'Solo cuenta una vez. Quizá se recargó la página. Empiece de nuevo, por favor.',
    },
    domain: {
      title: () => 'Esta cuenta no se puede usar aquí',
      text: (name) =>
        `Aquí solo se aceptan cuentas de ${name} de ciertas organizaciones. Elija otra cuenta o inicie sesión de otra forma.`,
    },
    closed: {
      title: () => 'Esta cuenta está cerrada',
      text: (name) =>
        `La cuenta a la que pertenece su cuenta de ${name} ya no se puede usar. Si cree que es un error, póngase en contacto con los responsables de este servicio.`,
    },
    taken: {
      title: () => 'Esta cuenta ya está en uso',
      text: (name) =>
        `Su cuenta de ${name}, o la dirección de esta, pertenece a otra cuenta de aquí. Inicie sesión en esa.`,
    },
    'other-person': {
      title: () => 'Ahora hay otra persona con la sesión iniciada',
      text: (name) =>
        `${name} no se vinculó porque quien empezó ya no tiene la sesión iniciada aquí. Empiece de nuevo, por favor.`,
    },
  },

  unknown: {
    new: {
      title: 'Cree su cuenta',
      text: (name) => `Es su primera vez aquí. Esto es lo que tomamos de ${name}:`,
    },
    known: {
      title: 'Ya tiene una cuenta',
      text: (name) =>
        `Hay una cuenta con esta dirección. Inicie sesión en ella una vez y podrá vincularle ${name}.`,
    },
    unverified: {
      title: 'Un paso más',
      text: (name) =>
        `${name} no confirma ninguna dirección suya. Inicie sesión en su cuenta de aquí, o cree una, y vincúlele ${name}.`,
    },
    nobody: {
      title: 'No se encontró ninguna cuenta',
      text: (name) =>
        `Su cuenta de ${name} no está vinculada a ninguna cuenta de aquí, y no se pueden crear nuevas. Si tiene una, inicie sesión para vincularla.`,
    },
    create: 'Crear cuenta',
    link: 'Iniciar sesión y vincular',
    have: 'Ya tengo una cuenta',
  },

  link: {
    title: (name) => `¿Vincular ${name}?`,
    text: (name) => `Así podrá iniciar sesión aquí también con su cuenta de ${name}.`,
    there: (name) => `En ${name}`,
    here: 'Cuenta de aquí',
    link: 'Vincular',
    skip: 'Ahora no',
  },

  linked: {
    title: 'Cuentas vinculadas',
    none: 'Todavía ninguna. Vincule una para iniciar sesión con ella.',
    since: 'Vinculada el',
    used: 'último uso el',
    unlink: 'Desvincular',
    unlinkLong: (name) => `Desvincular ${name}`,
    link: (name) => `Vincular ${name}`,
  },

  last: {
    title: 'Se quedaría sin acceso',
    text: 'Es su única forma de iniciar sesión. Primero cree una contraseña o añada una llave de acceso, y después desvincule esta cuenta.',
  },
}
