// Written by `node scripts/run.mjs islands` from browser/.
export const addresses = {
  script: '/assets/passkeys.f859f0beb593.js',
}
