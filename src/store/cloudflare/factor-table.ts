import { and, count, eq, gt, isNotNull, isNull, lt, type SQL } from 'drizzle-orm'
import type { Factors, RememberedDevice, Totp } from '../port.ts'
import { first, record } from './record.ts'
import { recovery_codes, remembered_devices, totps } from './schema-people.ts'
import type { Shards } from './shards.ts'

/** Second factors of one tenant's people, each in the database of their slot. What is used once is one statement. */
export function factorTable(shards: Shards, tenant: string): Factors {
  return {
    ...totpTable(shards, tenant),
    ...codeTable(shards, tenant),
    ...deviceTable(shards, tenant),
  }
}

type Table = typeof totps | typeof recovery_codes | typeof remembered_devices

/** The rows of one person that match. */
const mine =
  (tenant: string) =>
  (table: Table, sub: string, ...conditions: (SQL | undefined)[]) =>
    and(eq(table.tenant, tenant), eq(table.sub, sub), ...conditions)

function totpTable(shards: Shards, tenant: string) {
  const my = mine(tenant)
  return {
    async of(sub) {
      const db = shards.of(sub)
      const [found, [codes]] = await db.batch([
        db
          .select({ tenant: totps.tenant, secret: totps.secret, created_at: totps.created_at })
          .from(totps)
          .where(my(totps, sub, isNotNull(totps.confirmed_at))),
        db
          .select({ left: count() })
          .from(recovery_codes)
          .where(my(recovery_codes, sub, isNull(recovery_codes.used_at))),
      ])
      const totp = first<Totp>(found)
      return { recovery_codes: codes?.left ?? 0, ...(totp && { totp }) }
    },
    async addTotp(sub, totp) {
      const added = await shards
        .of(sub)
        .insert(totps)
        .values({ tenant, sub, ...totp, confirmed_at: totp.created_at })
        .onConflictDoNothing()
        .returning({ sub: totps.sub })
      return added.length > 0
    },
    async spendStep(sub, step, secret) {
      const spent = await shards
        .of(sub)
        .update(totps)
        .set({ last_step: step, ...(secret !== undefined && { secret }) })
        .where(my(totps, sub, lt(totps.last_step, step)))
        .returning({ sub: totps.sub })
      return spent.length > 0
    },
    async removeTotp(sub) {
      const removed = await shards.of(sub).delete(totps).where(my(totps, sub)).returning()
      return removed.length > 0
    },
  } satisfies Partial<Factors>
}

function codeTable(shards: Shards, tenant: string) {
  const my = mine(tenant)
  const good = isNull(recovery_codes.used_at)
  return {
    async replaceRecoveryCodes(sub, hashes, now) {
      const db = shards.of(sub)
      const rows = hashes.map((code_hash) => ({ tenant, sub, code_hash, created_at: now }))
      await db.batch([
        db.delete(recovery_codes).where(my(recovery_codes, sub)),
        ...(rows.length > 0 ? [db.insert(recovery_codes).values(rows)] : []),
      ])
    },
    async recoveryCodes(sub) {
      const rows = await shards
        .of(sub)
        .select({ code_hash: recovery_codes.code_hash })
        .from(recovery_codes)
        .where(my(recovery_codes, sub, good))
      return rows.map(({ code_hash }) => code_hash)
    },
    async spendRecoveryCode(sub, hash, now) {
      const spent = await shards
        .of(sub)
        .update(recovery_codes)
        .set({ used_at: now })
        .where(my(recovery_codes, sub, eq(recovery_codes.code_hash, hash), good))
        .returning({ sub: recovery_codes.sub })
      return spent.length > 0
    },
  } satisfies Partial<Factors>
}

function deviceTable(shards: Shards, tenant: string) {
  const my = mine(tenant)
  const { expires_at, id, secret_hash } = remembered_devices
  const read = ({ sub: _, secret_hash: __, ...row }: typeof remembered_devices.$inferSelect) =>
    record<RememberedDevice>(row)
  return {
    async rememberDevice(sub, device, secret_hash) {
      await shards
        .of(sub)
        .insert(remembered_devices)
        .values({ tenant, sub, secret_hash, ...device })
    },
    async useDevice(sub, hash, now) {
      const [used] = await shards
        .of(sub)
        .update(remembered_devices)
        .set({ last_used_at: now })
        .where(my(remembered_devices, sub, eq(secret_hash, hash), gt(expires_at, now)))
        .returning()
      return used && read(used)
    },
    async devices(sub, now) {
      const rows = await shards
        .of(sub)
        .select()
        .from(remembered_devices)
        .where(my(remembered_devices, sub, gt(expires_at, now)))
      return rows.map(read)
    },
    async forgetDevices(sub, device) {
      const which = device === undefined ? undefined : eq(id, device)
      await shards
        .of(sub)
        .delete(remembered_devices)
        .where(my(remembered_devices, sub, which))
    },
  } satisfies Partial<Factors>
}
