import type { Text } from '../../text.ts'

export const mail: Text['mail'] = {
  lasts: (time) => `Utilisable une seule fois, pendant ${time}.`,
  codeIs: 'Votre code :',
  or: 'ou',
  fact: {
    name: 'Nom',
    by: 'Invitation de',
    when: 'Quand',
    browser: 'Navigateur',
    place: 'Près de',
  },
  kind: {
    sign_in: {
      subject: (house) => `Connexion à ${house}`,
      title: 'Se connecter',
      text: () => 'À utiliser sur la page où vous êtes en train de vous connecter.',
      button: 'Se connecter',
      why: 'Quelqu’un a saisi cette adresse sur notre page de connexion.',
      otherwise:
        'Si ce n’était pas vous, vous n’avez rien à faire : sans cet e-mail, personne n’entre. Ne donnez le code à personne, quelle que soit la demande.',
    },
    sign_in_new: {
      subject: (house) => `Connexion à ${house}`,
      title: 'Vous n’avez pas encore de compte',
      text: () =>
        'Il n’y a pas encore de compte ici avec cette adresse. Utilisez ceci sur la page où vous vous connectez pour en créer un.',
      button: 'Créer un compte',
      why: 'Quelqu’un a saisi cette adresse sur notre page de connexion.',
      otherwise:
        'Si ce n’était pas vous, vous n’avez rien à faire : sans cet e-mail, personne n’entre. Ne donnez ce code à personne, quelle que soit la demande.',
    },
    no_account: {
      subject: (house) => `Aucun compte chez ${house} avec cette adresse`,
      title: 'Aucun compte avec cette adresse',
      text: () =>
        'Quelqu’un a demandé un code avec cette adresse, et aucun compte ne peut être utilisé ici avec elle. Vous êtes-vous inscrit avec une autre adresse ?',
      button: 'Aller à la page de connexion',
      why: 'Quelqu’un a saisi cette adresse sur l’une de nos pages.',
      otherwise: 'Si ce n’était pas vous, vous n’avez rien à faire.',
    },
    sign_up: {
      subject: (house) => `Confirmez votre adresse e-mail pour ${house}`,
      title: 'Confirmez votre adresse e-mail',
      text: () => 'À utiliser sur la page où vous créez votre compte.',
      button: 'Confirmer l’adresse',
      why: 'Quelqu’un crée un compte avec cette adresse.',
      otherwise: 'Si ce n’était pas vous, ignorez cet e-mail. Aucun compte ne sera créé.',
    },
    sign_up_known: {
      subject: (house) => `Vous avez déjà un compte chez ${house}`,
      title: 'Vous avez déjà un compte',
      text: () =>
        'Quelqu’un a voulu créer un compte avec cette adresse. Il en existe déjà un, rien n’a donc changé. Connectez-vous avec ce qui suit ; un code se saisit sur la page où vous avez indiqué votre adresse. Si vous avez oublié votre mot de passe, vous pourrez en choisir un nouveau sur la page de connexion.',
      button: 'Se connecter',
      why: 'Quelqu’un a saisi cette adresse pour créer un compte.',
      otherwise:
        'Si ce n’était pas vous, vous n’avez rien à faire. Personne n’a appris que vous avez un compte, et sans ce message personne ne peut se connecter. Ne donnez de code à personne, qui que ce soit.',
    },
    password_reset: {
      subject: (house) => `Nouveau mot de passe pour ${house}`,
      title: 'Choisissez un nouveau mot de passe',
      text: () => 'À utiliser sur la page où vous avez demandé un nouveau mot de passe.',
      button: 'Choisir un mot de passe',
      why: 'Quelqu’un a demandé à remplacer le mot de passe du compte lié à cette adresse.',
      otherwise: 'Si ce n’était pas vous, ignorez cet e-mail. Votre mot de passe ne change pas.',
    },
    email_change: {
      subject: (house) => `Confirmez votre nouvelle adresse pour ${house}`,
      title: 'Confirmez votre nouvelle adresse',
      text: () =>
        'Confirmez que cette adresse est la vôtre, et votre compte l’utilisera désormais.',
      button: 'Confirmer l’adresse',
      why: 'Quelqu’un a saisi cette adresse comme nouvelle adresse de son compte.',
      otherwise: 'Si ce n’était pas vous, ignorez cet e-mail. L’adresse ne sera pas utilisée.',
    },
    email_undo: {
      subject: (house) => `Votre adresse chez ${house} a changé`,
      title: 'Votre adresse e-mail a changé',
      text: () =>
        'Votre compte utilise désormais une autre adresse. Si vous ne le vouliez pas, annulez ce changement ici.',
      button: 'Annuler le changement',
      why: 'C’était jusqu’ici l’adresse de votre compte.',
      otherwise: 'Si c’était vous, vous n’avez rien à faire.',
    },
    invitation: {
      subject: (_, about) => `Invitation à rejoindre ${about}`,
      title: 'Une invitation pour vous',
      text: (house, about) => `${about} vous invite à rejoindre son organisation sur ${house}.`,
      button: 'Voir l’invitation',
      why: 'Une personne qui gère cette organisation a saisi votre adresse.',
      otherwise:
        'Si vous ne la connaissez pas, ignorez cet e-mail. Rien ne se passe sans votre accord.',
    },
  },
  notice: {
    new_device: {
      subject: (house) => `Nouvelle connexion à ${house}`,
      title: 'Nouvelle connexion',
      text: () =>
        'Quelqu’un s’est connecté à votre compte avec un navigateur que nous ne connaissions pas.',
    },
    passkey_added: {
      subject: (house) => `Clé d’accès ajoutée chez ${house}`,
      title: 'Une clé d’accès a été ajoutée',
      text: () => 'Cette clé d’accès permet désormais de se connecter à votre compte.',
    },
    passkey_removed: {
      subject: (house) => `Clé d’accès supprimée chez ${house}`,
      title: 'Une clé d’accès a été supprimée',
      text: () => 'Cette clé d’accès ne permet plus de se connecter à votre compte.',
    },
    factor_added: {
      subject: (house) => `Connexion en deux étapes activée chez ${house}`,
      title: 'Connexion en deux étapes activée',
      text: () => 'Votre compte dispose d’un moyen de plus pour confirmer que c’est bien vous.',
    },
    factor_removed: {
      subject: (house) => `Connexion en deux étapes désactivée chez ${house}`,
      title: 'Connexion en deux étapes désactivée',
      text: () => 'Votre compte dispose d’un moyen de moins pour confirmer que c’est bien vous.',
    },
    recovery_codes_made: {
      subject: (house) => `Nouveaux codes de secours chez ${house}`,
      title: 'Nouveaux codes de secours',
      text: () =>
        'De nouveaux codes de secours ont été créés pour votre compte. Les anciens ne fonctionnent plus.',
    },
    recovery_code_used: {
      subject: (house) => `Code de secours utilisé chez ${house}`,
      title: 'Un code de secours a été utilisé',
      text: () =>
        'Quelqu’un s’est connecté à votre compte avec l’un de vos codes de secours. Ce code ne peut plus servir.',
    },
    email_changed: {
      subject: (house) => `Votre adresse chez ${house} a changé`,
      title: 'Votre adresse e-mail a changé',
      text: () => 'Votre compte utilise désormais une autre adresse.',
    },
    password_changed: {
      subject: (house) => `Votre mot de passe chez ${house} a changé`,
      title: 'Votre mot de passe a changé',
      text: () => 'Le mot de passe de votre compte a été remplacé par un nouveau.',
    },
    app_connected: {
      subject: (house) => `Une application a été connectée chez ${house}`,
      title: 'Une application a été connectée',
      text: () =>
        'Cette application peut désormais utiliser votre compte, dans la limite de ce que vous avez autorisé.',
    },
    account_linked: {
      subject: (house) => `Un autre compte a été associé chez ${house}`,
      title: 'Un autre compte a été associé',
      text: () => 'Cet autre compte permet désormais de se connecter au vôtre.',
    },
    account_unlinked: {
      subject: (house) => `Un autre compte a été dissocié chez ${house}`,
      title: 'Un autre compte a été dissocié',
      text: () => 'Cet autre compte ne permet plus de se connecter au vôtre.',
    },
    account_closing: {
      subject: (house) => `Votre compte chez ${house} va être supprimé`,
      title: 'Votre compte va être supprimé',
      text: (_, about) =>
        `Votre compte et tout ce qui s’y rattache seront supprimés le ${about}. D’ici là, vous pouvez le garder : connectez-vous et dites-le-nous.`,
    },
  },
  noticeButton: 'Ouvrir votre compte',
  noticeWhy: 'Nous vous signalons tout ce qui modifie l’accès à votre compte.',
  noticeOtherwise:
    'Si c’était vous, vous n’avez rien à faire. Sinon, ouvrez votre compte : vous pourrez vous déconnecter partout et changer votre façon de vous connecter.',
}
