// npm run secret: a fresh secret, and where it goes.
import { freshSecret } from './lib/dev-vars.ts'
import { sha256 } from './lib/rows.ts'

const secret = freshSecret()
console.log(secret)
console.error(`
  256 random bits, shown once and stored nowhere. To use it
    as the server's own secret   npx wrangler secret put SALLYPORT_SECRET
    for a client                 "client_secrets": [{ "secret": { "env": "NAME" } }], then
                                 NAME=<it> npm run apply -- <file.json> --remote
    to let a client register     "initialAccessTokens": [{ "hash": "${sha256(secret)}" }]`)
