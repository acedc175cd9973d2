import type { Text } from '../../text.ts'

const script: Text['inspector']['script'] = {
  waiting: 'Fügen Sie ein Token ein, dann wird es hier zerlegt.',
  refused: {
    none: 'Nichts, was hier zu sehen ist, ließe eine API es ablehnen.',
    one: 'Es gibt einen Grund, aus dem eine API es ablehnen würde.',
    many: 'Es gibt {count} Gründe, aus denen eine API es ablehnen würde.',
  },
  weight: { bad: 'Abgelehnt', warn: 'Genau hinsehen', good: 'In Ordnung', note: 'Gut zu wissen' },

  problem: {
    parts: 'Das ist kein JWT: Ein JWT hat drei Teile mit einem Punkt dazwischen.',
    opaque:
      'Das ist eines unserer Refresh-Tokens oder ein Code. Es ist kein JWT: Nur dieser Server kann es lesen, und eine API kann damit nichts anfangen.',
    encrypted:
      'Dieses Token ist verschlüsselt (fünf Teile). Nur, für wen es gemacht ist, kann es lesen.',
    base64: 'Der Teil „{part}“ ist nicht base64url. Ging beim Kopieren ein Zeichen verloren?',
    json: 'Der Teil „{part}“ ist kein JSON-Objekt. Ging beim Kopieren etwas verloren?',
  },
  part: { header: 'Kopf', payload: 'Inhalt', signature: 'Signatur' },

  verdict: {
    valid: 'Die Signatur ist gültig.',
    invalid: 'Die Signatur ist falsch.',
    unchecked: 'Die Signatur ließ sich nicht prüfen.',
    unsigned: 'Es ist nicht signiert.',
  },

  finding: {
    valid: {
      title: 'Die Signatur ist gültig',
      text: 'Der Schlüssel {kid} dieses Servers hat genau dies signiert.',
    },
    validPasted: {
      title: 'Die Signatur ist gültig',
      text: 'Der eingefügte Schlüssel gehört zu dem, der genau dies signiert hat.',
    },
    invalid: {
      title: 'Die Signatur ist falsch',
      text: 'Nach dem Signieren wurde etwas geändert, oder ein anderer Schlüssel hat signiert. Holen Sie das Token neu und vergleichen Sie es Zeichen für Zeichen, wo es weitergegeben wird.',
    },
    unknownKey: {
      title: 'Der Schlüssel ist keiner von unseren',
      text: 'Dieser Server veröffentlicht keinen Schlüssel {kid}. Ist {issuer} jemand anderes, fügen Sie dessen öffentlichen Schlüssel ein. Ist es dieser Server, stammt das Token aus der Zeit vor einem Schlüsselwechsel.',
    },
    badKey: {
      title: 'Der eingefügte Schlüssel ist nicht brauchbar',
      text: 'Es braucht einen öffentlichen Schlüssel: ein JWK, einen Satz davon oder PEM, das mit BEGIN PUBLIC KEY beginnt. In einem Zertifikat steckt der Schlüssel; nehmen Sie ihn zuerst heraus.',
    },
    privateKey: {
      title: 'Sie haben einen privaten Schlüssel eingefügt',
      text: 'Er wurde nicht verwendet. Von dieser Seite wird nichts gesendet, doch ein privater Schlüssel gehört in gar keine Seite: Wissen Sie nicht sicher, wer ihn gesehen hat, machen Sie einen neuen.',
    },
    otherKey: {
      title: 'Der Algorithmus passt nicht zum Schlüssel',
      text: 'Im Kopf steht {alg}, der Schlüssel ist für etwas anderes. Eine API richtet sich nach dem Schlüssel, nie nach dem Kopf.',
    },
    unsupported: {
      title: 'Dieser Browser kann {alg} nicht prüfen',
      text: 'Seinem WebCrypto fehlt der Algorithmus, oder es ist aus, weil diese Seite nicht über https kam.',
    },
    algorithm: {
      title: 'Der Algorithmus {alg} ist keiner von unseren',
      text: 'ES256, RS256 und EdDSA lassen sich hier prüfen. Auch Ihre API sollte eine kurze Liste haben.',
    },
    none: {
      title: 'Es ist überhaupt nicht signiert',
      text: 'Bei alg none kann jeder alles hineinschreiben. Jede API muss es ablehnen.',
    },
    symmetric: {
      title: 'Es ist mit einem geteilten Geheimnis signiert',
      text: 'Bei {alg} kann jeder, der prüfen kann, auch Tokens machen. Eine API mit öffentlichen Schlüsseln lehnt es ab; in eine, die den öffentlichen Schlüssel für das Geheimnis hält, kann man einbrechen.',
    },
    critical: {
      title: 'Es verlangt etwas Besonderes',
      text: 'Der Kopf hat crit: {names}. Wer diese Erweiterungen nicht kennt, muss es ablehnen.',
    },
    idToken: {
      title: 'Das ist ein ID-Token',
      text: 'Es sagt {audience}, wer sich angemeldet hat, und öffnet nichts. Senden Sie der API das Access-Token.',
    },
    type: {
      title: 'Es ist seinem Typ nach kein Access-Token',
      text: 'Im Kopf steht typ {typ}; ein Access-Token hat at+jwt (RFC 9068). Strenge APIs lehnen andere ab.',
    },
    expired: {
      title: 'Es ist abgelaufen',
      text: 'Das war {when}. Holen Sie ein neues, mit dem Refresh-Token, wenn es eines gibt. Sollte es noch gelten, vergleichen Sie die Uhren.',
    },
    noExpiry: { title: 'Es läuft nie ab', text: 'Es hat kein exp; RFC 9068 verlangt eines.' },
    early: {
      title: 'Es gilt noch nicht',
      text: 'Es gilt erst {when}. Ist das falsch, vergleichen Sie die Uhren von Aussteller und API.',
    },
    future: {
      title: 'Es wurde in der Zukunft ausgestellt',
      text: 'iat liegt voraus, {when}. Die Uhr des Ausstellers oder dieses Geräts geht falsch.',
    },
    moment: {
      title: '{claim} ist kein Zeitpunkt',
      text: 'Es muss eine Zahl sein, in Sekunden seit 1970; es ist {value}.',
    },
    issuer: {
      title: 'Es ist von einem anderen Aussteller',
      text: 'Es ist von {found}; Ihre API erwartet {expected}. Verglichen wird Zeichen für Zeichen.',
    },
    slash: {
      title: 'Der Aussteller unterscheidet sich um einen Schrägstrich',
      text: 'Es ist von {found}; Ihre API erwartet {expected}. Schreiben Sie ihn in Ihrer API so, wie er im Token steht.',
    },
    audience: {
      title: 'Es ist für jemand anderen bestimmt',
      text: 'Es ist für {found}; Ihre API ist {expected}. Fordern Sie das Token mit der resource {expected} an.',
    },
    noAudience: {
      title: 'Es sagt nicht, für wen es ist',
      text: 'Es hat kein aud. Eine API, die das prüft, wie sie soll, lehnt es ab.',
    },
    scope: {
      title: 'Eine Berechtigung fehlt',
      text: 'Es fehlt {missing}. Die Anwendung muss darum bitten, und die Person muss es erlauben.',
    },
    bound: {
      title: 'Es ist an einen Schlüssel gebunden',
      text: 'Es hat cnf: Eine API nimmt es nur mit einem Nachweis dieses Schlüssels an (DPoP oder ein Zertifikat), nicht als einfaches Bearer-Token.',
    },
    unseen: {
      title: 'Was sich hier nicht sehen lässt',
      text: 'Ein zurückgenommenes Token sieht aus wie jedes andere; eine API erfährt es durch Introspektion oder aus einer Statusliste. Was Ihre API darüber hinaus verlangt, weiß nur sie.',
    },
  },

  time: {
    exp: { past: '{when} abgelaufen', future: 'läuft {when} ab' },
    nbf: { past: '{when} gültig geworden', future: 'erst {when} gültig' },
    iat: { past: '{when} ausgestellt', future: '{when} ausgestellt' },
    auth_time: { past: '{when} angemeldet', future: '{when} angemeldet' },
    updated_at: { past: '{when} geändert', future: '{when} geändert' },
  },

  claim: {
    alg: 'Wie es signiert ist. Was richtig ist, bestimmt der Schlüssel, nie diese Zeile.',
    typ: 'Was für ein Token es ist: at+jwt ist ein Access-Token, JWT meist ein ID-Token.',
    kid: 'Welcher Schlüssel des Ausstellers es signiert hat.',
    crit: 'Erweiterungen, die man verstehen muss.',
    jwk: 'Ein Schlüssel, den das Token mitbringt. Ihm darf man nie trauen.',
    jku: 'Wo laut Token seine Schlüssel liegen. Dem darf man nie trauen.',
    x5c: 'Ein Zertifikat, das das Token mitbringt. Ihm darf man nie ungeprüft trauen.',
    iss: 'Wer es ausgestellt hat.',
    sub: 'Für wen es steht: eine Person oder die Anwendung selbst.',
    aud: 'Für wen es bestimmt ist. Alle anderen müssen es ablehnen.',
    exp: 'Bis wann es gilt.',
    nbf: 'Ab wann es gilt.',
    iat: 'Wann es ausgestellt wurde.',
    jti: 'Seine eigene Nummer. Daran lässt es sich zurücknehmen.',
    client_id: 'Die Anwendung, für die es ausgestellt wurde.',
    azp: 'Die Anwendung, für die das ID-Token ausgestellt wurde.',
    scope: 'Was es der Anwendung erlaubt.',
    auth_time: 'Wann sich die Person angemeldet hat.',
    acr: 'Wie stark die Anmeldung war.',
    amr: 'Wie sich die Person angemeldet hat.',
    sid: 'Die Sitzung, zu der es gehört.',
    nonce: 'Der Zufallswert der Anwendung. Sie muss ihn hier wiederfinden.',
    at_hash: 'Ein halber Hash des Access-Tokens, das mit ihm kam.',
    c_hash: 'Ein halber Hash des Codes, der mit ihm kam.',
    status: 'Wo man nachsieht, ob es zurückgenommen wurde.',
    cnf: 'Der Schlüssel, an den es gebunden ist.',
    act: 'Wer im Auftrag der Person handelt.',
    email: 'Die E-Mail-Adresse der Person.',
    email_verified: 'Ob die Adresse bewiesen ist.',
    name: 'Der Name der Person.',
    given_name: 'Vorname.',
    family_name: 'Nachname.',
    preferred_username: 'Wie die Person genannt werden will. Das ist nicht eindeutig.',
    updated_at: 'Wann das Profil zuletzt geändert wurde.',
    roles: 'Rollen der Person.',
    groups: 'Gruppen der Person.',
    authorization_details: 'Was genau erlaubt wurde (RFC 9396).',
    unknown:
      'Kein Claim einer uns bekannten Spezifikation. Was er bedeutet, machen Aussteller und API unter sich aus.',
  },
}

/** The token inspector. */
export const inspector: Text['inspector'] = {
  title: 'Was steckt in diesem Token?',
  promise: 'Was Sie einfügen, bleibt in diesem Browser.',
  why: 'Die Richtlinie dieser Seite (ihre Content-Security-Policy: connect-src und form-action sind „none“) lässt den Browser selbst jede Verbindung, jedes Hochladen und jedes Formular verweigern. Auch unser eigener Server sieht das Token nie: Unsere öffentlichen Schlüssel kamen mit der Seite.',
  noScript:
    'Diese Seite braucht JavaScript. Sonst arbeiten hier Formulare; doch ein Formular würde uns das Token senden, und von dieser Seite darf nichts gesendet werden.',
  token: 'Token',
  tokenHint: 'Ein JWT, mit oder ohne „Bearer“ davor.',
  expects: 'Was Ihre API erwartet',
  expectsHint: 'Leere Felder werden nicht verglichen.',
  issuer: 'Aussteller (iss)',
  audience: 'Empfänger (aud)',
  scope: 'Nötige Scopes',
  otherKey: 'Mit einem anderen Schlüssel prüfen',
  key: 'Öffentlicher Schlüssel',
  keyHint: 'Ein JWK, ein Satz davon oder PEM. Leer: die Schlüssel dieses Servers.',
  findings: 'Warum würde meine API das ablehnen?',
  header: 'Kopf',
  claims: 'Claims',
  script,
}
