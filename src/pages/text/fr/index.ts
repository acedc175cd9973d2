import type { Text } from '../../text.ts'
import { account } from './account.ts'
import { codes } from './codes.ts'
import { device } from './device.ts'
import { inspector } from './inspector.ts'
import { mail } from './mail.ts'
import { organisations } from './organisations.ts'
import { passkeys } from './passkeys.ts'
import { secondFactors } from './second-factors.ts'
import { upstream } from './upstream.ts'

/** Every sentence in French. Before ? ! : and ; stands a no-break space, as French print has it. */
export const fr: Text = {
  dir: 'ltr',

  field: { email: 'Adresse e-mail', name: 'Nom', password: 'Mot de passe' },
  optional: 'Facultatif',
  language: 'Langue',

  scope: {
    openid: 'Savoir qui vous êtes ici',
    profile: 'Voir votre nom et votre profil',
    email: 'Voir votre adresse e-mail',
    address: 'Voir votre adresse postale',
    phone: 'Voir votre numéro de téléphone',
    offline_access: 'Garder son accès en votre absence',
  },

  client: {
    callsItself: 'Se présente comme',
    name: 'Application',
    website: 'Site web',
    sentTo: 'Vous irez vers',
    domain: 'Domaine',
    firstSeen: 'Connue ici depuis',
    checkedByUs: 'Ce que nous savons',
    saidByApp: 'Ce que dit l’application, non vérifié',
    onThisDevice:
      'Une application sur cet appareil : continuez seulement si vous venez de la lancer.',
    onThisDeviceAs: (name) =>
      `Dit être ${name}, sur cet appareil : continuez seulement si vous venez de la lancer.`,
    lookalike: (name) => `Son nom ressemble à ${name}. Rien ici ne le confirme.`,
    usedBy: 'Utilisée ici par',
    people: (count) =>
      count >= 1000
        ? '1 000 personnes ou plus'
        : count === 1
          ? 'une personne'
          : count === 0
            ? 'personne encore'
            : `${count} personnes`,
    trust: {
      'first-party': {
        title: 'Une de nos applications',
        text: 'Elle est gérée par les responsables de cette page.',
      },
      verified: {
        title: 'Application vérifiée',
        text: 'Un administrateur d’ici a vérifié qui la gère.',
      },
      domain: {
        title: 'Connue par son domaine',
        text: 'Le domaine est certain. Le nom ne l’est pas.',
      },
      unidentified: {
        title: 'Application non identifiée',
        text: 'Personne ici n’a vérifié qui l’a créée.',
      },
    },
  },

  problem: {
    wrong: 'Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez les deux et réessayez.',
    throttled: 'Trop de tentatives. Patientez un instant, puis réessayez.',
    throttledFor: (wait) => `Trop de tentatives. Réessayez dans ${wait}.`,
    email: 'Saisissez une adresse e-mail comme nom@example.com.',
    missing: 'Veuillez remplir les champs encore vides.',
    short: (length) => `Le mot de passe doit compter au moins ${length} caractères.`,
    common: 'Ce mot de passe est de ceux que l’on essaie en premier. Choisissez-en un autre.',
    taken:
      'Cette adresse ne peut pas servir à créer un compte. Si elle est à vous, connectez-vous.',
  },

  signIn: {
    title: 'Se connecter',
    welcomeBack: 'Votre mot de passe',
    next: 'Continuer',
    submit: 'Se connecter',
    change: 'Modifier',
    changeLong: 'Modifier l’adresse e-mail',
    noAccount: 'Pas encore de compte ?',
    signUp: 'Créer un compte',
    or: 'ou',
    continueWith: (name) => `Continuer avec ${name}`,
    emailCode: 'Recevoir plutôt un code par e-mail',
    forgot: 'Mot de passe oublié ?',
    reason: {
      fresh: 'Cette application souhaite confirmer que c’est bien vous. Reconnectez-vous.',
      account: 'Cette application demande un autre compte. Connectez-vous avec celui-là.',
      dangerous: 'Pour protéger votre compte, reconnectez-vous avant cette modification.',
    },
  },

  signUp: {
    title: 'Créer un compte',
    submit: 'Créer le compte',
    hint: (length) => `Au moins ${length} caractères. Quelques mots simples suffisent.`,
    hasAccount: 'Vous avez déjà un compte ?',
    signIn: 'Se connecter',
  },

  choose: {
    title: 'Choisir un compte',
    intro: 'Vous avez déjà une session ouverte ici.',
    other: 'Utiliser un autre compte',
  },

  consent: {
    title: 'Autoriser l’accès ?',
    titleFor: (name) => `Autoriser l’accès à ${name} ?`,
    wants: 'Elle pourrait alors',
    wantsAt: (resource) => `Elle pourrait alors, sur ${resource}`,
    asUser: 'Compte utilisé :',
    risk: { medium: 'À regarder de près', high: 'Très étendu' },
    already: 'Déjà autorisé',
    keeps: 'Elle garde ce que vous aviez autorisé :',
    more: 'Elle demande davantage. Elle pourrait alors aussi',
    moreAt: (resource) => `Elle demande davantage. Sur ${resource}, elle pourrait alors aussi`,
    allow: 'Autoriser',
    deny: 'Annuler',
  },

  goBack: {
    title: 'Retour à l’application',
    sentTo: 'Vous êtes en route vers',
    stuck: 'Si rien ne se passe, utilisez le bouton.',
    button: 'Continuer',
  },

  logout: {
    title: 'Se déconnecter ?',
    asks: 'Voulez-vous vous déconnecter ?',
    asksNamed: (name) => `${name} demande à vous déconnecter.`,
    effect: 'Votre session prendra fin dans ce navigateur.',
    asUser: 'Compte utilisé :',
    logout: 'Se déconnecter',
    stay: 'Rester connecté',
    doneTitle: 'Vous êtes déconnecté',
    done: 'Vous pouvez fermer cette fenêtre.',
    again: 'Se reconnecter',
    back: 'Continuer',
    backTo: (name) => `Retour à ${name}`,
  },

  account,

  error: {
    requestId: 'Requête',
    details: 'Détails pour les développeurs',
    noDetails: 'Il n’y a pas d’autres détails.',
    retry: (wait) => `Réessayez dans ${wait}.`,
    kind: {
      'unknown-client': {
        title: 'Nous ne connaissons pas cette application',
        text: 'L’application qui vous envoie n’est pas enregistrée chez nous.',
        action:
          'Retournez à l’application et recommencez. Si cela se répète, dites-le à ses auteurs.',
      },
      'client-unavailable': {
        title: 'Cette application ne peut pas être consultée pour l’instant',
        text: 'L’application se décrit sur son propre site, et ce site ne nous répond pas.',
        action: 'Patientez un instant, puis retournez à l’application et recommencez.',
      },
      'client-refused': {
        title: 'Nous ne pouvons pas accepter cette application',
        text: 'Ce que l’application dit d’elle-même sur son site enfreint une règle. Les détails disent laquelle.',
        action: 'Dites-le aux auteurs de l’application. Vous n’avez rien à changer.',
      },
      'client-not-admitted': {
        title: 'Cette application n’est pas admise ici',
        text: 'Les responsables de cette page décident quelles applications peuvent demander un accès ; celle-ci n’en fait pas partie.',
        action:
          'Si vous en avez besoin, demandez à un administrateur de l’admettre en indiquant son domaine.',
      },
      'redirect-mismatch': {
        title: 'L’adresse de retour de cette application n’est pas enregistrée',
        text: 'L’application veut vous envoyer à une adresse qui n’est pas la sienne. Nous nous arrêtons donc ici.',
        action: 'Ne continuez pas là d’où vous venez. Dites-le aux auteurs de l’application.',
      },
      'bad-request': {
        title: 'L’application a demandé quelque chose d’impossible',
        text: 'Sa demande est incomplète ou se contredit.',
        action:
          'Retournez à l’application et recommencez. Si cela se répète, dites-le à ses auteurs.',
      },
      expired: {
        title: 'Cette page est restée ouverte trop longtemps',
        text: 'Pour votre sécurité, une connexion doit se terminer peu après son début.',
        action: 'Retournez à l’application et recommencez.',
      },
      'wrong-browser': {
        title: 'Cette connexion a commencé dans un autre navigateur',
        text: 'Une connexion se termine dans le navigateur où elle a commencé, et celui-ci doit garder nos cookies.',
        action:
          'Recommencez depuis l’application, dans un seul navigateur qui accepte les cookies. Sur http://localhost, Safari ne garde pas les cookies sécurisés : utilisez-y un autre navigateur.',
      },
      'form-rejected': {
        title: 'Ce formulaire n’a pas pu être accepté',
        text: 'Il ne vient pas de la page que nous vous avons montrée, ou il a été envoyé deux fois.',
        action: 'Revenez en arrière, rechargez la page et renvoyez le formulaire.',
      },
      'not-found': {
        title: 'Il n’y a pas de page ici',
        text: 'L’adresse est peut-être mal saisie, ou la page a été déplacée.',
        action: 'Vérifiez l’adresse ou retournez à l’application d’où vous venez.',
      },
      'method-not-allowed': {
        title: 'Cette adresse ne s’utilise pas ainsi',
        text: 'Elle est faite pour un autre type de requête que celle qui a été envoyée.',
        action: 'Retournez à l’application d’où vous venez et recommencez.',
      },
      'too-large': {
        title: 'C’était trop en une fois',
        text: 'La requête est plus grande que ce que nous acceptons.',
        action:
          'Revenez en arrière et raccourcissez votre saisie, ou dites-le aux auteurs de l’application.',
      },
      throttled: {
        title: 'Trop de tentatives',
        text: 'Pour protéger les comptes, nous ralentissons après de nombreuses tentatives en peu de temps.',
        action: 'Patientez un instant, puis réessayez.',
      },
      unavailable: {
        title: 'Nous revenons dans un instant',
        text: 'Une partie de ce service ne répond pas pour l’instant. Rien de ce que vous avez saisi n’a été enregistré.',
        action: 'Patientez un instant, puis rechargez la page.',
      },
      'server-error': {
        title: 'Quelque chose s’est mal passé de notre côté',
        text: 'C’est notre erreur, pas la vôtre.',
        action: 'Réessayez. Si cela se répète, donnez-nous le numéro de requête ci-dessous.',
      },
    },
  },

  inspector,
  codes,
  device,
  mail,
  organisations,
  passkeys,
  secondFactors,
  upstream,

  welcome: {
    title: 'Bienvenue',
    text: 'C’est ici que l’on se connecte.',
    links: 'Pour continuer',
  },
}
