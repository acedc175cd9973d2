import type { Text } from '../../text.ts'

export const device: Text['device'] = {
  title: 'Associer un appareil',
  intro: 'Saisissez le code affiché par votre téléviseur ou un autre appareil.',
  compare: 'Votre appareil affiche-t-il exactement ce code ? Continuez uniquement si c’est le cas.',
  code: 'Code',
  hint: 'Huit lettres, en majuscules ou en minuscules, avec ou sans tiret.',
  next: 'Continuer',
  problem: {
    missing: 'Saisissez le code affiché par votre appareil.',
    shape: 'Cela ne ressemble pas à un code. Il compte huit lettres, par exemple WDJB-MJHT.',
    over: 'Ce code n’est pas valable, ou ne l’est plus. Vérifiez-le ou recommencez sur l’appareil.',
  },
  confirm: {
    title: 'Associer cet appareil ?',
    titleFor: (name) => `Associer ${name} ?`,
    warning: 'Continuez seulement si vous venez de commencer sur un appareil qui est devant vous.',
    never:
      'Si quelqu’un vous a envoyé le code ou un lien, annulez : cette personne entrerait dans votre compte.',
    code: 'Code affiché',
    from: 'Lieu',
    unknownPlace: 'Lieu inconnu',
    device: 'Appareil',
    unknownDevice: 'Appareil inconnu',
    since: 'Commencé',
  },
  done: {
    title: 'Votre appareil est associé',
    text: 'Revenez à l’appareil : il continue de lui-même dans quelques secondes. Vous pouvez fermer cette page.',
    deniedTitle: 'Rien n’a été associé',
    deniedText: 'L’appareil n’a aucun accès à votre compte. Vous pouvez fermer cette page.',
    account: 'Voir tout ce qui est associé',
  },
}
