import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  schema: './src/store/cloudflare/schema*.ts',
  out: './migrations',
})
