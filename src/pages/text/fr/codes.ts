import type { Text } from '../../text.ts'

export const codes: Text['codes'] = {
  ask: {
    title: 'Consultez vos e-mails',
    sentTo: 'Un e-mail est en route vers',
    field: 'Code reçu par e-mail',
    hint: 'Huit lettres. Il est valable 10 minutes, dans ce navigateur uniquement.',
    submit: 'Continuer',
    elsewhere: 'Ou ouvrez le lien reçu. Sur un autre appareil, choisissez-y ce nombre :',
    chosen: 'Je l’ai choisi',
    resend: 'Envoyer un nouveau code',
    change: 'Modifier',
    changeLong: 'Modifier l’adresse e-mail',
    problem: {
      wrong: 'Ce n’est pas le dernier code envoyé. Regardez l’e-mail le plus récent et réessayez.',
      over: 'Ce code n’est plus valable. Demandez-en un nouveau.',
    },
  },

  wait: {
    title: 'Continuez sur l’autre appareil',
    text: 'Ouvrez-y le lien reçu par e-mail et choisissez ce nombre :',
    again: 'Je l’ai choisi',
    note: 'Cette page vérifie toutes les quelques secondes et continue d’elle-même.',
  },

  link: {
    here: 'Continuer en tant que',
    hereText: 'Vous avez ouvert le lien dans le navigateur qui l’a demandé.',
    goOn: 'Continuer',
    elsewhere: 'Quel nombre voyez-vous ?',
    elsewhereText: (browser) =>
      `Quelqu’un se connecte avec votre adresse dans un autre navigateur (${browser}). Un nombre y est affiché : choisissez le même ici. Personne n’est connecté sur cet appareil.`,
    onlyIf: 'Ne choisissez que si vous avez ce navigateur sous les yeux en ce moment.',
    number: (number) => `Le nombre ${number}`,
    none: 'Ce n’est pas moi',
  },

  told: {
    right: {
      title: 'C’est bien cela',
      text: 'Revenez à l’autre navigateur : la suite s’y trouve.',
    },
    wrong: {
      title: 'C’était un autre nombre',
      text: 'Par sécurité, cet e-mail ne permet plus à personne de se connecter. Recommencez dans le navigateur que vous voulez utiliser.',
    },
    refused: {
      title: 'Cet e-mail ne permet plus à personne de se connecter',
      text: 'Merci. Votre compte est inchangé et vous n’avez rien d’autre à faire.',
    },
    over: {
      title: 'Ce lien n’est plus valable',
      text: 'Un lien sert une seule fois, pendant 10 minutes, et seul le dernier demandé compte. Recommencez dans le navigateur que vous voulez utiliser.',
    },
  },

  signUp: {
    address: 'Nous envoyons un code à cette adresse pour nous assurer qu’elle est bien à vous.',
    submit: 'Continuer',
    detailsTitle: 'Terminez votre compte',
    confirmed: 'Confirmée',
    withoutPassword: 'Sans mot de passe, vous vous connectez avec un code reçu par e-mail.',
  },

  recover: {
    title: 'Mot de passe oublié ?',
    text: 'Saisissez votre adresse. Nous envoyons un code qui vous permet de choisir un nouveau mot de passe.',
    submit: 'Envoyer le code',
    back: 'Retour à la connexion',
    newTitle: 'Choisissez un nouveau mot de passe',
    newText:
      'Toutes les autres sessions de votre compte prendront fin, et chaque application devra être reconnectée.',
    save: 'Enregistrer le mot de passe',
  },

  password: {
    section: 'Mot de passe',
    changedAt: (date) => `Dernière modification le ${date}`,
    has: 'Vous vous connectez avec un mot de passe.',
    none: 'Vous n’avez pas de mot de passe.',
    change: 'Changer le mot de passe',
    set: 'Définir un mot de passe',
    changeTitle: 'Changez votre mot de passe',
    setTitle: 'Définissez un mot de passe',
    current: 'Mot de passe actuel',
    next: 'Nouveau mot de passe',
    ends: 'Vos autres navigateurs seront déconnectés.',
    save: 'Enregistrer',
    back: 'Retour à votre compte',
    remove: 'Supprimer le mot de passe',
    removeText: 'Vous vous connecterez alors avec un code reçu par e-mail ou une clé d’accès.',
    problem: { current: 'Ce n’est pas votre mot de passe actuel.' },
    done: {
      changed: 'Votre mot de passe a été changé.',
      removed: 'Votre mot de passe a été supprimé.',
    },
  },
}
