import { bundle, MCP_BUNDLE } from './bundle.ts'

/** Bundles what `npm start` runs, and the example of an MCP server; once for all files of a project. */
export default function setup(): void {
  bundle(DEVELOPMENT_BUNDLE[0], ['src/development.ts'])
  bundle(MCP_BUNDLE, ['--config', 'examples/mcp-server/wrangler.toml'])
}

export const DEVELOPMENT_BUNDLE = ['.wrangler/test-bundle-development', 'development.js'] as const
