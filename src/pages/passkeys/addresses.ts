// Written by `node scripts/run.mjs islands` from browser/.
export const addresses = {
  script: '/assets/passkeys.a4ca04c9dcb9.js',
}
