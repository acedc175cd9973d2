import type { Text } from '../../text.ts'

export const secondFactors: Text['secondFactors'] = {
  proof: {
    title: {
      totp: 'Saisissez le code de votre application',
      'recovery-code': 'Saisissez un code de secours',
    },
    intro: {
      totp: 'Ouvrez votre application d’authentification et saisissez les six chiffres affichés pour ce compte.',
      'recovery-code': 'Saisissez l’un des codes que vous avez conservés. Il ne sert qu’une fois.',
    },
    code: { totp: 'Code de l’application', 'recovery-code': 'Code de secours' },
    submit: 'Continuer',
    remember: 'Ne plus demander le code dans ce navigateur pendant 30 jours',
    wrong: {
      totp: 'Ce code est incorrect ou a déjà servi. Attendez le suivant et réessayez.',
      'recovery-code': 'Ce code n’est pas l’un des vôtres ou a déjà servi.',
    },
    otherWay: 'Utiliser un autre moyen',
    use: {
      passkey: 'Utiliser une clé d’accès',
      totp: 'Utiliser le code de l’application',
      'recovery-code': 'Utiliser un code de secours',
    },
    reason: {
      'step-up': 'Cette application demande une seconde preuve qu’il s’agit bien de vous.',
      dangerous: 'Pour protéger votre compte, confirmez encore une fois qu’il s’agit bien de vous.',
    },
    notNow: 'Pas maintenant',
  },
  setUp: {
    title: 'Configurer une application d’authentification',
    needed:
      'Cette application exige une seconde preuve à la connexion. Configurez la vôtre maintenant, cela prend une minute.',
    scan: 'Scannez ce code avec une application d’authentification.',
    qr: 'Code QR pour votre application d’authentification',
    sameDevice: 'Ouvrir dans une application sur cet appareil',
    typed: 'Ou saisissez cette clé dans l’application :',
    key: 'Clé',
    confirm: 'Saisissez ensuite les six chiffres affichés par l’application.',
    submit: 'Activer',
    notNow: 'Pas maintenant',
    cancel: 'Annuler',
    wrong:
      'Ce code est incorrect. Vérifiez que l’application contient la clé ci-dessus et que votre appareil est à l’heure.',
  },
  remove: {
    title: 'Désactiver l’application d’authentification ?',
    text: 'Ses codes ne vous seront plus demandés à la connexion. Vos codes de secours disparaissent aussi, sauf si vous avez un autre second facteur.',
    submit: 'Désactiver',
    cancel: 'La garder',
  },
  codes: {
    title: 'Conservez vos codes de secours',
    text: 'Si vous perdez votre téléphone ou vos clés d’accès, l’un de ces codes vous permet d’entrer. Chacun sert une fois. Nous ne les affichons que maintenant.',
    list: 'Codes de secours',
    download: 'Télécharger en fichier texte',
    keep: 'Gardez-les à l’abri des regards : dans un gestionnaire de mots de passe ou sur papier.',
    file: (house) => `Codes de secours pour ${house}`,
    done: 'Je les ai conservés',
    remakeTitle: 'Créer de nouveaux codes de secours ?',
    remakeText: 'Vos codes actuels ne fonctionneront plus.',
    remake: 'Créer de nouveaux codes',
    cancel: 'Garder les miens',
  },
  account: {
    title: 'Seconde étape à la connexion',
    off: 'Désactivée. Avec une application d’authentification, un mot de passe volé ne suffit plus.',
    app: 'Application d’authentification',
    added: 'Ajoutée le',
    setUp: 'Configurer',
    remove: 'Désactiver',
    codes: 'Codes de secours',
    left: (count) =>
      count === 0
        ? 'Il n’en reste aucun.'
        : count === 1
          ? 'Il en reste un.'
          : `Il en reste ${count}.`,
    few: 'Créez-en de nouveaux avant d’en manquer.',
    remake: 'En créer de nouveaux',
    devices: 'Navigateurs dispensés de la seconde étape',
    until: 'Jusqu’au',
    lastUsed: 'dernière utilisation le',
    forget: 'Redemander',
    forgetAll: 'Redemander partout',
  },
}
