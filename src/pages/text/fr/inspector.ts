import type { Text } from '../../text.ts'

const script: Text['inspector']['script'] = {
  waiting: 'Collez un jeton : il sera décomposé ici.',
  refused: {
    none: 'Rien de ce que l’on voit ici ne le ferait refuser par une API.',
    one: 'Il y a une raison pour laquelle une API le refuserait.',
    many: 'Il y a {count} raisons pour lesquelles une API le refuserait.',
  },
  weight: { bad: 'Refusé', warn: 'À regarder de près', good: 'En ordre', note: 'Bon à savoir' },

  problem: {
    parts: 'Ce n’est pas un JWT : il aurait trois parties séparées par un point.',
    opaque:
      'C’est l’un de nos jetons d’actualisation ou de nos codes. Ce n’est pas un JWT : seul ce serveur peut le lire, et une API n’en a pas l’usage.',
    encrypted: 'Ce jeton est chiffré (cinq parties). Seul son destinataire peut le lire.',
    base64:
      'La partie « {part} » n’est pas en base64url. Un caractère s’est-il perdu en la copiant ?',
    json: 'La partie « {part} » n’est pas un objet JSON. Un morceau s’est-il perdu en la copiant ?',
  },
  part: { header: 'en-tête', payload: 'contenu', signature: 'signature' },

  verdict: {
    valid: 'La signature est valide.',
    invalid: 'La signature est fausse.',
    unchecked: 'La signature n’a pas pu être vérifiée.',
    unsigned: 'Il n’est pas signé.',
  },

  finding: {
    valid: {
      title: 'La signature est valide',
      text: 'La clé {kid} de ce serveur a signé exactement ceci.',
    },
    validPasted: {
      title: 'La signature est valide',
      text: 'La clé que vous avez collée va avec celle qui a signé exactement ceci.',
    },
    invalid: {
      title: 'La signature est fausse',
      text: 'Quelque chose a changé après la signature, ou une autre clé a signé. Demandez un nouveau jeton et comparez-le caractère par caractère partout où il passe.',
    },
    unknownKey: {
      title: 'La clé n’est pas l’une des nôtres',
      text: 'Ce serveur ne publie pas de clé {kid}. Si {issuer} est un autre serveur, collez sa clé publique. Si c’est celui-ci, le jeton date d’avant un changement de clés.',
    },
    badKey: {
      title: 'La clé collée est inutilisable',
      text: 'Il faut une clé publique : un JWK, un ensemble de JWK, ou du PEM qui commence par BEGIN PUBLIC KEY. Un certificat contient la clé ; extrayez-la d’abord.',
    },
    privateKey: {
      title: 'Vous avez collé une clé privée',
      text: 'Elle n’a pas été utilisée. Rien n’est envoyé depuis cette page, mais une clé privée n’a sa place dans aucune page : si vous ne savez pas qui l’a vue, créez-en une nouvelle.',
    },
    otherKey: {
      title: 'L’algorithme ne va pas avec la clé',
      text: 'L’en-tête annonce {alg}, la clé sert à autre chose. Une API se fie à la clé, jamais à l’en-tête.',
    },
    unsupported: {
      title: 'Ce navigateur ne peut pas vérifier {alg}',
      text: 'Cet algorithme manque à son WebCrypto, ou WebCrypto est désactivé parce que cette page n’est pas venue par https.',
    },
    algorithm: {
      title: 'L’algorithme {alg} n’est pas des nôtres',
      text: 'Ici se vérifient ES256, RS256 et EdDSA. Votre API devrait elle aussi avoir une liste courte.',
    },
    none: {
      title: 'Il n’est pas signé du tout',
      text: 'Avec alg none, n’importe qui peut y écrire n’importe quoi. Toute API doit le refuser.',
    },
    symmetric: {
      title: 'Il est signé avec un secret partagé',
      text: 'Avec {alg}, qui peut vérifier un jeton peut aussi en fabriquer. Une API qui connaît des clés publiques le refuse ; une API qui prend une clé publique pour le secret est vulnérable.',
    },
    critical: {
      title: 'Il demande quelque chose de particulier',
      text: 'L’en-tête a crit : {names}. Qui ne connaît pas ces extensions doit le refuser.',
    },
    idToken: {
      title: 'C’est un jeton d’identité',
      text: 'Il dit à {audience} qui s’est connecté, et n’ouvre rien. À l’API, envoyez le jeton d’accès.',
    },
    type: {
      title: 'Par son type, ce n’est pas un jeton d’accès',
      text: 'L’en-tête a typ {typ} ; un jeton d’accès a at+jwt (RFC 9068). Les API strictes refusent le reste.',
    },
    expired: {
      title: 'Il a expiré',
      text: 'C’était {when}. Demandez-en un nouveau, avec le jeton d’actualisation s’il y en a un. S’il devait encore être valable, comparez les horloges.',
    },
    noExpiry: {
      title: 'Il n’expire jamais',
      text: 'Il n’a pas d’exp ; la RFC 9068 en demande un.',
    },
    early: {
      title: 'Il n’est pas encore valable',
      text: 'Il le sera {when}. Si ce n’est pas voulu, comparez les horloges de l’émetteur et de l’API.',
    },
    future: {
      title: 'Il a été émis dans l’avenir',
      text: 'iat est devant nous, {when}. L’horloge de l’émetteur ou de cet appareil est fausse.',
    },
    moment: {
      title: '{claim} n’est pas un instant',
      text: 'Ce doit être un nombre, en secondes depuis 1970 ; c’est {value}.',
    },
    issuer: {
      title: 'Il vient d’un autre émetteur',
      text: 'Il vient de {found} ; votre API attend {expected}. La comparaison se fait caractère par caractère.',
    },
    slash: {
      title: 'L’émetteur diffère d’une barre oblique',
      text: 'Il vient de {found} ; votre API attend {expected}. Écrivez-le dans votre API tel qu’il est dans le jeton.',
    },
    audience: {
      title: 'Il est destiné à quelqu’un d’autre',
      text: 'Il est pour {found} ; votre API est {expected}. Demandez le jeton avec la ressource {expected}.',
    },
    noAudience: {
      title: 'Il ne dit pas à qui il est destiné',
      text: 'Il n’a pas d’aud. Une API qui vérifie, comme il se doit, le refuse.',
    },
    scope: {
      title: 'Il manque une autorisation',
      text: 'Il manque {missing}. L’application doit la demander, et la personne l’accorder.',
    },
    bound: {
      title: 'Il est lié à une clé',
      text: 'Il a cnf : une API ne l’accepte qu’avec une preuve de cette clé (DPoP ou un certificat), pas comme simple jeton Bearer.',
    },
    unseen: {
      title: 'Ce que l’on ne voit pas ici',
      text: 'Un jeton révoqué ressemble à tout autre ; une API l’apprend par introspection ou par une liste d’états. Ce que votre API exige d’autre, elle seule le sait.',
    },
  },

  time: {
    exp: { past: 'a expiré {when}', future: 'expire {when}' },
    nbf: { past: 'valable depuis : {when}', future: 'valable seulement {when}' },
    iat: { past: 'émis {when}', future: 'émis {when}' },
    auth_time: { past: 'connexion {when}', future: 'connexion {when}' },
    updated_at: { past: 'modifié {when}', future: 'modifié {when}' },
  },

  claim: {
    alg: 'Comment il est signé. La clé décide de ce qui est juste, jamais cette ligne.',
    typ: 'La sorte de jeton : at+jwt est un jeton d’accès, JWT le plus souvent un jeton d’identité.',
    kid: 'Laquelle des clés de l’émetteur l’a signé.',
    crit: 'Des extensions qu’il faut connaître.',
    jwk: 'Une clé que le jeton apporte lui-même. Il ne faut jamais s’y fier.',
    jku: 'L’endroit où le jeton dit que sont ses clés. Il ne faut jamais s’y fier.',
    x5c: 'Un certificat que le jeton apporte lui-même. Il ne faut jamais s’y fier sans vérification.',
    iss: 'Qui l’a émis.',
    sub: 'Qui il représente : une personne, ou l’application elle-même.',
    aud: 'À qui il est destiné. Tous les autres doivent le refuser.',
    exp: 'Jusqu’à quand il est valable.',
    nbf: 'À partir de quand il est valable.',
    iat: 'Quand il a été émis.',
    jti: 'Son propre numéro, par lequel on peut le révoquer.',
    client_id: 'L’application pour laquelle il a été émis.',
    azp: 'L’application pour laquelle le jeton d’identité a été émis.',
    scope: 'Ce qu’il permet à l’application de faire.',
    auth_time: 'Quand la personne s’est connectée.',
    acr: 'La force de la connexion.',
    amr: 'Comment la personne s’est connectée.',
    sid: 'La session à laquelle il appartient.',
    nonce: 'La valeur aléatoire de l’application. Elle doit la retrouver ici.',
    at_hash: 'La moitié de l’empreinte du jeton d’accès qui l’accompagnait.',
    c_hash: 'La moitié de l’empreinte du code qui l’accompagnait.',
    status: 'Où vérifier s’il a été révoqué.',
    cnf: 'La clé à laquelle il est lié.',
    act: 'Qui agit au nom de la personne.',
    email: 'L’adresse e-mail de la personne.',
    email_verified: 'Si l’adresse est prouvée.',
    name: 'Le nom de la personne.',
    given_name: 'Prénom.',
    family_name: 'Nom de famille.',
    preferred_username: 'Comment la personne veut être appelée. Ce n’est pas unique.',
    updated_at: 'Quand le profil a changé pour la dernière fois.',
    roles: 'Les rôles de la personne.',
    groups: 'Les groupes de la personne.',
    authorization_details: 'Ce qui a été autorisé exactement (RFC 9396).',
    unknown:
      'Aucune spécification que nous connaissons ne le définit. L’émetteur et l’API conviennent de son sens.',
  },
}

export const inspector: Text['inspector'] = {
  title: 'Qu’y a-t-il dans ce jeton ?',
  promise: 'Ce que vous collez reste dans ce navigateur.',
  why: 'La politique de cette page (sa Content-Security-Policy : connect-src et form-action valent ‘none’) fait que le navigateur lui-même refuse toute connexion, tout envoi et tout formulaire. Même notre propre serveur ne voit jamais le jeton : nos clés publiques sont venues avec la page.',
  noScript:
    'Cette page a besoin de JavaScript. Ailleurs ici, des formulaires font le travail ; mais un formulaire nous enverrait le jeton, et rien ne doit partir de cette page.',
  token: 'Jeton',
  tokenHint: 'Un JWT, avec ou sans « Bearer » devant.',
  expects: 'Ce que votre API attend',
  expectsHint: 'Les champs vides ne sont pas comparés.',
  issuer: 'Émetteur (iss)',
  audience: 'Destinataire (aud)',
  scope: 'Portées requises',
  otherKey: 'Vérifier avec une autre clé',
  key: 'Clé publique',
  keyHint: 'Un JWK, un ensemble de JWK, ou du PEM. Vide : les clés de ce serveur.',
  findings: 'Pourquoi mon API le refuserait-elle ?',
  header: 'En-tête',
  claims: 'Contenu',
  script,
}
