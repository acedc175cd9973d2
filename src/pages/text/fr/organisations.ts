import type { Text } from '../../text.ts'

export const organisations: Text['organisations'] = {
  chooseTitle: 'Quelle organisation ?',
  chooseText:
    'Vous appartenez à plusieurs organisations, ou pouvez continuer en votre nom. L’application ne voit que celle que vous choisissez.',
  alone: 'Sans organisation',
  scope: {
    organization: 'Voir dans quelle organisation vous êtes',
    roles: 'Voir les rôles que vous y avez',
  },
  invitation: {
    title: 'Rejoindre cette organisation ?',
    text: (name, email) =>
      `${name} a invité ${email}. Ses administrateurs verront que vous en êtes membre.`,
    accept: 'Rejoindre',
    overTitle: 'Cette invitation n’est plus valable',
    over: 'Elle a expiré, a déjà été acceptée ou a été retirée.',
    other:
      'Elle est destinée à une autre adresse e-mail. Connectez-vous avec l’adresse qui l’a reçue.',
  },
  account: {
    title: 'Organisations',
    since: 'Membre depuis le',
    roles: 'Rôles :',
    leave: 'Quitter…',
    leaveLong: (name) => `Quitter ${name}…`,
    confirmTitle: 'Quitter cette organisation ?',
    confirmText: (name) =>
      `Vous êtes membre de ${name}. Les applications que vous utilisez en tant que membre perdent aussitôt leur accès. Pour revenir, il vous faudra une nouvelle invitation.`,
    stay: 'Rester',
    confirm: 'Quitter',
  },
}
