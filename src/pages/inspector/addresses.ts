// Written by `node scripts/run.mjs islands` from browser/ and styles.css.
export const addresses = {
  script: '/assets/inspector.339aeb5085fb.js',
  styles: '/assets/inspector.403473e86f25.css',
}
