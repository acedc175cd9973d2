import type { Text } from '../../text.ts'

export const upstream: Text['upstream'] = {
  leaving: (name) => `Redirection vers ${name}`,
  signIn: 'Retour à la connexion',
  account: 'Retour à votre compte',

  trouble: {
    cancelled: {
      title: () => 'Vous n’êtes pas connecté',
      text: (name) => `La connexion avec ${name} a été annulée. Rien n’a changé.`,
    },
    refused: {
      title: (name) => `${name} ne vous a pas connecté`,
      text: () => 'Réessayez avec un autre compte, ou connectez-vous autrement.',
    },
    unreachable: {
      title: (name) => `${name} ne répond pas`,
      text: () =>
        'Cela ne dure généralement qu’un instant. Réessayez, ou connectez-vous autrement.',
    },
    unsound: {
      title: (name) => `Cela n’a pas fonctionné avec ${name}`,
      text: (name) =>
        `Nous n’avons pas pu vérifier ce que ${name} nous a envoyé : personne n’a été connecté. Réessayez. Si cela se répète, prévenez les responsables de ce service.`,
    },
    used: {
      title: () => 'Cette connexion est déjà terminée',
      text: () =>
        'Elle ne compte qu’une fois. La page a peut-être été rechargée. Veuillez recommencer.',
    },
    domain: {
      title: () => 'Ce compte n’est pas accepté ici',
      text: (name) =>
        `Seuls les comptes ${name} de certaines organisations sont acceptés ici. Choisissez un autre compte, ou connectez-vous autrement.`,
    },
    closed: {
      title: () => 'Ce compte est fermé',
      text: (name) =>
        `Le compte auquel votre compte ${name} est associé n’est plus utilisable. Si vous pensez qu’il s’agit d’une erreur, contactez les responsables de ce service.`,
    },
    taken: {
      title: () => 'Ce compte est déjà utilisé',
      text: (name) =>
        `Votre compte ${name}, ou son adresse, appartient déjà à un autre compte ici. Connectez-vous plutôt à celui-là.`,
    },
    'other-person': {
      title: () => 'Une autre personne est connectée',
      text: (name) =>
        `${name} n’a pas été associé, car la personne qui a commencé n’est plus connectée ici. Veuillez recommencer.`,
    },
  },

  unknown: {
    new: {
      title: 'Créer votre compte',
      text: (name) => `C’est votre première visite. Voici ce que nous reprenons de ${name} :`,
    },
    known: {
      title: 'Vous avez déjà un compte',
      text: (name) =>
        `Un compte existe avec cette adresse. Connectez-vous-y une fois, et vous pourrez lui associer ${name}.`,
    },
    unverified: {
      title: 'Encore une étape',
      text: (name) =>
        `${name} ne confirme aucune adresse à vous. Connectez-vous à votre compte ici, ou créez-en un, et associez-lui ${name}.`,
    },
    nobody: {
      title: 'Aucun compte trouvé',
      text: (name) =>
        `Votre compte ${name} n’est associé à aucun compte ici, et il n’est pas possible d’en créer. Si vous en avez un, connectez-vous pour l’associer.`,
    },
    create: 'Créer le compte',
    link: 'Se connecter et associer',
    have: 'J’ai déjà un compte',
  },

  link: {
    title: (name) => `Associer ${name} ?`,
    text: (name) => `Vous pourrez ensuite vous connecter ici aussi avec votre compte ${name}.`,
    there: (name) => `Chez ${name}`,
    here: 'Compte ici',
    link: 'Associer',
    skip: 'Plus tard',
  },

  linked: {
    title: 'Comptes associés',
    none: 'Aucun pour l’instant. Associez-en un pour vous connecter avec lui.',
    since: 'Associé le',
    used: 'dernière utilisation le',
    unlink: 'Dissocier',
    unlinkLong: (name) => `Dissocier ${name}`,
    link: (name) => `Associer ${name}`,
  },

  last: {
    title: 'Vous ne pourriez plus vous connecter',
    text: 'C’est votre seul moyen de connexion. Définissez d’abord un mot de passe ou ajoutez une clé d’accès, puis dissociez ce compte.',
  },
}
