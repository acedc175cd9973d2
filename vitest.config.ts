import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

// a hook starts servers: it has the time that a busy machine takes for it
const node = { environment: 'node', testTimeout: 30_000, hookTimeout: 60_000 } as const

export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      {
        // protocol logic: fast, in this process, over memory
        test: {
          ...node,
          name: 'node',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/workerd/**', 'test/conformance/**', 'test/e2e/**', 'test/mcp/**'],
        },
      },
      {
        // storage, races and Durable Objects, on the real runtime
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              // beside DB of wrangler.toml: for people spread over four
              d1Databases: { DB_1: 'shard-1', DB_2: 'shard-2', DB_3: 'shard-3' },
              bindings: {
                SALLYPORT_SECRET: 'Qm7vX2kR9tLw4sHc8nYb5jZp3fDg6aUe1oTi0xVr',
                MIGRATIONS: await readD1Migrations('./migrations'),
              },
            },
          })),
        ],
        test: {
          name: 'workerd',
          include: ['test/workerd/**/*.test.ts'],
          setupFiles: ['test/workerd/setup.ts'],
          testTimeout: 60_000,
        },
      },
      {
        // clients written by others, against the bundle a deployment would run
        test: {
          ...node,
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          globalSetup: ['test/support/bundle.ts'],
          testTimeout: 60_000,
        },
      },
      {
        // programs that speak MCP, from a package of their own: npm ci --prefix test/mcp
        test: {
          ...node,
          name: 'mcp',
          include: ['test/mcp/*.test.ts'],
          globalSetup: ['test/mcp/installed.ts', 'test/support/bundle-development.ts'],
          testTimeout: 120_000,
        },
      },
      {
        // a real browser against the running worker and the demo app
        test: {
          ...node,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/bundle.ts'],
          testTimeout: 120_000,
        },
      },
    ],
  },
})
