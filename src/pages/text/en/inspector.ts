/**
 * What the script of the token inspector says. It travels to the browser as data, so it has places instead of functions:
 * `{name}` is put in as it stands in the token, `{when}` as words.
 */
const script = {
  waiting: 'Paste a token, and it is taken apart here.',
  refused: {
    none: 'Nothing seen here would make an API refuse it.',
    one: 'There is one reason why an API would refuse it.',
    many: 'There are {count} reasons why an API would refuse it.',
  },
  weight: { bad: 'Refused', warn: 'Look closely', good: 'Fine', note: 'Good to know' },

  problem: {
    parts: 'This is not a JWT: it has three parts with a dot between them.',
    opaque:
      'This is one of our refresh tokens or codes. It is not a JWT: only this server can read it, and an API has no use for it.',
    encrypted: 'This token is encrypted (five parts). Only whom it is made for can read it.',
    base64: 'The {part} is not base64url. Was a character lost when it was copied?',
    json: 'The {part} is not a JSON object. Was a part of it lost when it was copied?',
  },
  part: { header: 'header', payload: 'payload', signature: 'signature' },

  verdict: {
    valid: 'The signature is valid.',
    invalid: 'The signature is wrong.',
    unchecked: 'The signature could not be checked.',
    unsigned: 'It is not signed.',
  },

  finding: {
    valid: {
      title: 'The signature is valid',
      text: 'The key {kid} of this server has signed exactly this.',
    },
    validPasted: {
      title: 'The signature is valid',
      text: 'The key you pasted belongs to the one that has signed exactly this.',
    },
    invalid: {
      title: 'The signature is wrong',
      text: 'Something was changed after it was signed, or another key has signed it. Get the token anew, and compare it character by character where it is passed on.',
    },
    unknownKey: {
      title: 'The key is not one of ours',
      text: 'This server publishes no key {kid}. If {issuer} is somebody else, paste their public key. If it is this server, the token is from before its keys were changed.',
    },
    badKey: {
      title: 'The key you pasted cannot be used',
      text: 'It takes a public key: a JWK, a set of them, or PEM that begins with BEGIN PUBLIC KEY. A certificate has the key inside; take it out first.',
    },
    privateKey: {
      title: 'You pasted a private key',
      text: 'It was not used. Nothing is sent from this page, yet a private key belongs into no page at all: if you are in doubt who has seen it, make a new one.',
    },
    otherKey: {
      title: 'The algorithm does not fit the key',
      text: 'The header says {alg}, the key is for something else. An API goes by the key, never by the header.',
    },
    unsupported: {
      title: 'This browser cannot check {alg}',
      text: 'Its WebCrypto lacks the algorithm, or it is off because this page did not come over https.',
    },
    algorithm: {
      title: 'The algorithm {alg} is not among ours',
      text: 'ES256, RS256 and EdDSA can be checked here. Your API should have a short list as well.',
    },
    none: {
      title: 'It is not signed at all',
      text: 'With alg none anybody can write anything into it. Every API has to refuse it.',
    },
    symmetric: {
      title: 'It is signed with a shared secret',
      text: 'With {alg} everyone who can check a token can also make one. An API that knows public keys refuses it; one that takes a public key for the secret can be broken into.',
    },
    critical: {
      title: 'It asks for something special',
      text: 'The header has crit: {names}. Whoever does not know these extensions has to refuse it.',
    },
    idToken: {
      title: 'This is an ID token',
      text: 'It tells {audience} who has signed in, and opens nothing. Send the access token to the API.',
    },
    type: {
      title: 'It is not an access token by its type',
      text: 'The header has typ {typ}; an access token has at+jwt (RFC 9068). Strict APIs refuse others.',
    },
    expired: {
      title: 'It has expired',
      text: 'That was {when}. Get a new one, with the refresh token if there is one. If it should still be good, compare the clocks.',
    },
    noExpiry: { title: 'It never expires', text: 'There is no exp; RFC 9068 asks for one.' },
    early: {
      title: 'It is not valid yet',
      text: 'It becomes valid {when}. If that is wrong, compare the clocks of issuer and API.',
    },
    future: {
      title: 'It was issued in the future',
      text: 'iat lies ahead, {when}. The clock of the issuer or of this device is wrong.',
    },
    moment: {
      title: '{claim} is not a moment',
      text: 'It has to be a number, in seconds since 1970; it is {value}.',
    },
    issuer: {
      title: 'It is from another issuer',
      text: 'It is from {found}; your API expects {expected}. They are compared character by character.',
    },
    slash: {
      title: 'The issuer differs by a slash',
      text: 'It is from {found}; your API expects {expected}. Write it in your API as it stands in the token.',
    },
    audience: {
      title: 'It is meant for somebody else',
      text: 'It is for {found}; your API is {expected}. Ask for the token with the resource {expected}.',
    },
    noAudience: {
      title: 'It does not say whom it is for',
      text: 'There is no aud. An API that checks, as it should, refuses it.',
    },
    scope: {
      title: 'A permission is missing',
      text: 'It lacks {missing}. The application has to ask for it, and the person has to allow it.',
    },
    bound: {
      title: 'It is bound to a key',
      text: 'It has cnf: an API takes it only with a proof of that key (DPoP or a certificate), not as a plain Bearer token.',
    },
    unseen: {
      title: 'What cannot be seen here',
      text: 'A token that was taken back looks like any other; an API learns of it by introspection or from a status list. What your API asks beyond this, only it knows.',
    },
  },

  time: {
    exp: { past: 'expired {when}', future: 'expires {when}' },
    nbf: { past: 'valid since {when}', future: 'valid only {when}' },
    iat: { past: 'issued {when}', future: 'issued {when}' },
    auth_time: { past: 'signed in {when}', future: 'signed in {when}' },
    updated_at: { past: 'changed {when}', future: 'changed {when}' },
  },

  claim: {
    alg: 'How it is signed. The key decides what is right, never this line.',
    typ: 'What kind of token it is: at+jwt is an access token, JWT is mostly an ID token.',
    kid: 'Which of the issuer’s keys has signed it.',
    crit: 'Extensions that have to be understood.',
    jwk: 'A key the token brings along. It must never be trusted.',
    jku: 'Where the token says its keys are. It must never be trusted.',
    x5c: 'A certificate the token brings along. It must never be trusted unchecked.',
    iss: 'Who has issued it.',
    sub: 'Whom it stands for: a person, or the application itself.',
    aud: 'Whom it is meant for. Everybody else has to refuse it.',
    exp: 'Until when it is good.',
    nbf: 'From when on it is good.',
    iat: 'When it was issued.',
    jti: 'Its own number. It can be taken back by it.',
    client_id: 'The application it was issued to.',
    azp: 'The application the ID token was issued to.',
    scope: 'What it lets the application do.',
    auth_time: 'When the person has signed in.',
    acr: 'How strong the sign-in was.',
    amr: 'How the person has signed in.',
    sid: 'The session it belongs to.',
    nonce: 'The application’s own random value. It has to find it again here.',
    at_hash: 'Half a hash of the access token that came with it.',
    c_hash: 'Half a hash of the code that came with it.',
    status: 'Where to look up whether it was taken back.',
    cnf: 'The key it is bound to.',
    act: 'Who acts on behalf of the person.',
    email: 'The person’s email address.',
    email_verified: 'Whether the address is proven.',
    name: 'The person’s name.',
    given_name: 'First name.',
    family_name: 'Last name.',
    preferred_username: 'What the person wants to be called. It is not unique.',
    updated_at: 'When the profile was last changed.',
    roles: 'Roles of the person.',
    groups: 'Groups of the person.',
    authorization_details: 'What exactly was allowed (RFC 9396).',
    unknown: 'Not a claim of a specification we know. Issuer and API agree on what it means.',
  },
}

/** The token inspector. */
export const inspector = {
  title: 'What is in this token?',
  promise: 'What you paste stays in this browser.',
  why: 'The policy of this page (its Content-Security-Policy: connect-src and form-action are ‘none’) makes the browser itself refuse every connection, upload and form. Even our own server never sees the token: our public keys came with the page.',
  noScript:
    'This page needs JavaScript. Elsewhere here forms do the work; but a form would send the token to us, and nothing may be sent from this page.',
  token: 'Token',
  tokenHint: 'A JWT, with or without “Bearer” in front.',
  expects: 'What your API expects',
  expectsHint: 'Empty fields are not compared.',
  issuer: 'Issuer (iss)',
  audience: 'Audience (aud)',
  scope: 'Scopes it needs',
  otherKey: 'Check with another key',
  key: 'Public key',
  keyHint: 'A JWK, a set of them, or PEM. Empty: the keys of this server.',
  findings: 'Why would my API refuse this?',
  header: 'Header',
  claims: 'Claims',
  script,
}
