import type { Text } from '../../text.ts'

const script: Text['inspector']['script'] = {
  waiting: 'Pegue un token y aquí se desglosará.',
  refused: {
    none: 'Nada de lo que se ve aquí haría que una API lo rechazara.',
    one: 'Hay una razón por la que una API lo rechazaría.',
    many: 'Hay {count} razones por las que una API lo rechazaría.',
  },
  weight: {
    bad: 'Rechazado',
    warn: 'Mírelo con atención',
    good: 'En orden',
    note: 'Conviene saberlo',
  },

  problem: {
    parts: 'Esto no es un JWT: tendría tres partes separadas por un punto.',
    opaque:
      'Es uno de nuestros tokens de actualización o códigos. No es un JWT: solo este servidor puede leerlo, y a una API no le sirve.',
    encrypted: 'Este token está cifrado (cinco partes). Solo puede leerlo su destinatario.',
    base64: 'La parte «{part}» no es base64url. ¿Se perdió algún carácter al copiarla?',
    json: 'La parte «{part}» no es un objeto JSON. ¿Se perdió algo al copiarla?',
  },
  part: { header: 'cabecera', payload: 'contenido', signature: 'firma' },

  verdict: {
    valid: 'La firma es válida.',
    invalid: 'La firma es incorrecta.',
    unchecked: 'La firma no se pudo comprobar.',
    unsigned: 'No está firmado.',
  },

  finding: {
    valid: {
      title: 'La firma es válida',
      text: 'La clave {kid} de este servidor ha firmado exactamente esto.',
    },
    validPasted: {
      title: 'La firma es válida',
      text: 'La clave que pegó corresponde a la que ha firmado exactamente esto.',
    },
    invalid: {
      title: 'La firma es incorrecta',
      text: 'Algo cambió después de firmarlo, o lo firmó otra clave. Obtenga el token de nuevo y compárelo carácter por carácter en cada paso por el que pasa.',
    },
    unknownKey: {
      title: 'La clave no es una de las nuestras',
      text: 'Este servidor no publica ninguna clave {kid}. Si {issuer} es otro servidor, pegue su clave pública. Si es este, el token es anterior a un cambio de claves.',
    },
    badKey: {
      title: 'La clave que pegó no se puede usar',
      text: 'Hace falta una clave pública: un JWK, un conjunto de ellos o PEM que empiece por BEGIN PUBLIC KEY. Un certificado lleva la clave dentro; extráigala antes.',
    },
    privateKey: {
      title: 'Ha pegado una clave privada',
      text: 'No se ha usado. Desde esta página no se envía nada, pero una clave privada no debe estar en ninguna página: si duda de quién la ha visto, cree una nueva.',
    },
    otherKey: {
      title: 'El algoritmo no corresponde a la clave',
      text: 'La cabecera dice {alg}, y la clave es para otra cosa. Una API se guía por la clave, nunca por la cabecera.',
    },
    unsupported: {
      title: 'Este navegador no puede comprobar {alg}',
      text: 'A su WebCrypto le falta el algoritmo, o está desactivado porque esta página no llegó por https.',
    },
    algorithm: {
      title: 'El algoritmo {alg} no está entre los nuestros',
      text: 'Aquí se pueden comprobar ES256, RS256 y EdDSA. Su API también debería tener una lista corta.',
    },
    none: {
      title: 'No está firmado en absoluto',
      text: 'Con alg none cualquiera puede escribir lo que quiera en él. Toda API debe rechazarlo.',
    },
    symmetric: {
      title: 'Está firmado con un secreto compartido',
      text: 'Con {alg}, quien puede comprobar un token también puede crearlo. Una API que conoce claves públicas lo rechaza; la que toma una clave pública por el secreto es vulnerable.',
    },
    critical: {
      title: 'Pide algo especial',
      text: 'La cabecera tiene crit: {names}. Quien no conozca estas extensiones debe rechazarlo.',
    },
    idToken: {
      title: 'Esto es un token de identidad',
      text: 'Le dice a {audience} quién ha iniciado sesión, y no abre nada. A la API, envíele el token de acceso.',
    },
    type: {
      title: 'Por su tipo, no es un token de acceso',
      text: 'La cabecera tiene typ {typ}; un token de acceso tiene at+jwt (RFC 9068). Las API estrictas rechazan los demás.',
    },
    expired: {
      title: 'Ha caducado',
      text: 'Fue {when}. Obtenga uno nuevo, con el token de actualización si lo hay. Si aún debería servir, compare los relojes.',
    },
    noExpiry: { title: 'Nunca caduca', text: 'No tiene exp; la RFC 9068 lo exige.' },
    early: {
      title: 'Aún no es válido',
      text: 'Será válido {when}. Si no debería ser así, compare los relojes del emisor y de la API.',
    },
    future: {
      title: 'Se emitió en el futuro',
      text: 'iat está por delante, {when}. El reloj del emisor o el de este dispositivo va mal.',
    },
    moment: {
      title: '{claim} no es un instante',
      text: 'Debe ser un número, en segundos desde 1970; es {value}.',
    },
    issuer: {
      title: 'Es de otro emisor',
      text: 'Es de {found}; su API espera {expected}. Se comparan carácter por carácter.',
    },
    slash: {
      title: 'El emisor difiere en una barra',
      text: 'Es de {found}; su API espera {expected}. Escríbalo en su API tal como está en el token.',
    },
    audience: {
      title: 'Está destinado a otro',
      text: 'Es para {found}; su API es {expected}. Pida el token con el recurso {expected}.',
    },
    noAudience: {
      title: 'No dice para quién es',
      text: 'No tiene aud. Una API que lo comprueba, como debe, lo rechaza.',
    },
    scope: {
      title: 'Falta un permiso',
      text: 'Le falta {missing}. La aplicación tiene que pedirlo y la persona tiene que permitirlo.',
    },
    bound: {
      title: 'Está vinculado a una clave',
      text: 'Tiene cnf: una API solo lo acepta con una prueba de esa clave (DPoP o un certificado), no como simple token Bearer.',
    },
    unseen: {
      title: 'Lo que aquí no se ve',
      text: 'Un token revocado se parece a cualquier otro; una API lo sabe por introspección o por una lista de estados. Lo demás que exija su API, solo ella lo sabe.',
    },
  },

  time: {
    exp: { past: 'caducó {when}', future: 'caduca {when}' },
    nbf: { past: 'válido desde {when}', future: 'válido solo {when}' },
    iat: { past: 'emitido {when}', future: 'emitido {when}' },
    auth_time: { past: 'sesión iniciada {when}', future: 'sesión iniciada {when}' },
    updated_at: { past: 'cambiado {when}', future: 'cambiado {when}' },
  },

  claim: {
    alg: 'Cómo está firmado. Lo correcto lo decide la clave, nunca esta línea.',
    typ: 'Qué clase de token es: at+jwt es un token de acceso; JWT, casi siempre un token de identidad.',
    kid: 'Cuál de las claves del emisor lo ha firmado.',
    crit: 'Extensiones que hay que conocer.',
    jwk: 'Una clave que trae el propio token. Nunca hay que fiarse de ella.',
    jku: 'Dónde dice el token que están sus claves. Nunca hay que fiarse de ello.',
    x5c: 'Un certificado que trae el propio token. Nunca hay que fiarse de él sin comprobarlo.',
    iss: 'Quién lo ha emitido.',
    sub: 'A quién representa: una persona o la propia aplicación.',
    aud: 'Para quién es. Todos los demás deben rechazarlo.',
    exp: 'Hasta cuándo sirve.',
    nbf: 'Desde cuándo sirve.',
    iat: 'Cuándo se emitió.',
    jti: 'Su propio número. Con él se puede revocar.',
    client_id: 'La aplicación para la que se emitió.',
    azp: 'La aplicación para la que se emitió el token de identidad.',
    scope: 'Lo que permite hacer a la aplicación.',
    auth_time: 'Cuándo inició sesión la persona.',
    acr: 'La solidez del inicio de sesión.',
    amr: 'Cómo inició sesión la persona.',
    sid: 'La sesión a la que pertenece.',
    nonce: 'El valor aleatorio de la aplicación. Debe encontrarlo aquí de nuevo.',
    at_hash: 'La mitad del hash del token de acceso que lo acompañaba.',
    c_hash: 'La mitad del hash del código que lo acompañaba.',
    status: 'Dónde consultar si fue revocado.',
    cnf: 'La clave a la que está vinculado.',
    act: 'Quién actúa en nombre de la persona.',
    email: 'La dirección de correo de la persona.',
    email_verified: 'Si la dirección está probada.',
    name: 'El nombre de la persona.',
    given_name: 'Nombre de pila.',
    family_name: 'Apellidos.',
    preferred_username: 'Cómo quiere llamarse la persona. No es único.',
    updated_at: 'Cuándo cambió el perfil por última vez.',
    roles: 'Roles de la persona.',
    groups: 'Grupos de la persona.',
    authorization_details: 'Qué se permitió exactamente (RFC 9396).',
    unknown:
      'No lo define ninguna especificación que conozcamos. Emisor y API acuerdan lo que significa.',
  },
}

export const inspector: Text['inspector'] = {
  title: '¿Qué hay en este token?',
  promise: 'Lo que pegue se queda en este navegador.',
  why: 'La política de esta página (su Content-Security-Policy: connect-src y form-action son ‘none’) hace que el propio navegador rechace toda conexión, envío y formulario. Ni siquiera nuestro servidor ve el token: nuestras claves públicas llegaron con la página.',
  noScript:
    'Esta página necesita JavaScript. En otras páginas basta con formularios; pero un formulario nos enviaría el token, y de esta página no debe salir nada.',
  token: 'Token',
  tokenHint: 'Un JWT, con o sin «Bearer» delante.',
  expects: 'Lo que espera su API',
  expectsHint: 'Los campos vacíos no se comparan.',
  issuer: 'Emisor (iss)',
  audience: 'Destinatario (aud)',
  scope: 'Permisos que necesita',
  otherKey: 'Comprobar con otra clave',
  key: 'Clave pública',
  keyHint: 'Un JWK, un conjunto de ellos o PEM. Vacío: las claves de este servidor.',
  findings: '¿Por qué lo rechazaría mi API?',
  header: 'Cabecera',
  claims: 'Contenido',
  script,
}
