// node scripts/run.mjs inspector: writes what the token inspector is served from, after a change to its script or styles.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder, inspectorFiles } from './lib/inspector.ts'

for (const [name, text] of Object.entries(await inspectorFiles())) {
  writeFileSync(join(folder, name), text)
}
