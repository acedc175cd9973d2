// npm run demo:revoke: the measurement is among the tests, whose people and clients it uses.
await import(new URL('../test/demo/revoke.ts', import.meta.url).href)

export {}
