// npm run secret: a fresh secret, and where it goes.
import { freshSecret } from './lib/dev-vars.ts'

console.log(freshSecret())
console.error(`
  256 random bits, shown once and stored nowhere. To use it
    as the server's own secret   npx wrangler secret put SALLYPORT_SECRET
    for a client                 "client_secrets": [{ "secret": { "env": "NAME" } }], then
                                 NAME=<it> npm run apply -- <file.json> --remote`)
