import type { Text } from '../../text.ts'

export const organisations: Text['organisations'] = {
  chooseTitle: '¿Qué organización?',
  chooseText:
    'Pertenece a más de una, o puede continuar por su cuenta. La aplicación solo ve la que elija.',
  alone: 'Sin organización',
  scope: { organization: 'Ver en qué organización está', roles: 'Ver sus roles en ella' },
  invitation: {
    title: '¿Unirse a esta organización?',
    text: (name, email) =>
      `${name} ha invitado a ${email}. Sus administradores verán que es miembro.`,
    accept: 'Unirse',
    overTitle: 'Esta invitación ya no sirve',
    over: 'Ha caducado, ya se aceptó o se retiró.',
    other: 'Es para otra dirección de correo. Inicie sesión con la dirección que la recibió.',
  },
  account: {
    title: 'Organizaciones',
    since: 'Miembro desde el',
    roles: 'Roles:',
    leave: 'Salir…',
    leaveLong: (name) => `Salir de ${name}…`,
    confirmTitle: '¿Salir de esta organización?',
    confirmText: (name) =>
      `Es miembro de ${name}. Las aplicaciones que usa como miembro pierden el acceso de inmediato. Para volver necesitará una nueva invitación.`,
    stay: 'Quedarme',
    confirm: 'Salir',
  },
}
