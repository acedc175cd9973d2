CREATE TABLE `invitations` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`org_id` text NOT NULL,
	`email` text NOT NULL,
	`roles` text NOT NULL,
	`secret_hash` text NOT NULL,
	`invited_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`accepted_at` integer,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE INDEX `invitations_org` ON `invitations` (`tenant`,`org_id`);--> statement-breakpoint
CREATE INDEX `invitations_expires_at` ON `invitations` (`expires_at`);--> statement-breakpoint
CREATE TABLE `organisation_domains` (
	`tenant` text NOT NULL,
	`domain` text NOT NULL,
	`org_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant`, `domain`)
);
--> statement-breakpoint
CREATE TABLE `organisations` (
	`tenant` text NOT NULL,
	`org_id` text NOT NULL,
	`name` text NOT NULL,
	`upstream` text,
	`required_acr` text,
	`created_at` integer NOT NULL,
	`disabled_at` integer,
	PRIMARY KEY(`tenant`, `org_id`)
);
--> statement-breakpoint
CREATE TABLE `activity` (
	`tenant` text NOT NULL,
	`sub` text NOT NULL,
	`id` text NOT NULL,
	`at` integer NOT NULL,
	`event` text NOT NULL,
	`details` text NOT NULL,
	PRIMARY KEY(`tenant`, `sub`, `id`)
);
--> statement-breakpoint
CREATE INDEX `activity_at` ON `activity` (`at`);--> statement-breakpoint
CREATE TABLE `linked_accounts` (
	`tenant` text NOT NULL,
	`sub` text NOT NULL,
	`upstream` text NOT NULL,
	`subject` text NOT NULL,
	`email` text,
	`linked_at` integer NOT NULL,
	`last_used_at` integer,
	PRIMARY KEY(`tenant`, `sub`, `upstream`, `subject`)
);
--> statement-breakpoint
CREATE TABLE `memberships` (
	`tenant` text NOT NULL,
	`sub` text NOT NULL,
	`org_id` text NOT NULL,
	`roles` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant`, `sub`, `org_id`)
);
--> statement-breakpoint
CREATE INDEX `memberships_org` ON `memberships` (`tenant`,`org_id`);--> statement-breakpoint
CREATE TABLE `passkeys` (
	`tenant` text NOT NULL,
	`sub` text NOT NULL,
	`credential_id` text NOT NULL,
	`public_key` text NOT NULL,
	`sign_count` integer NOT NULL,
	`transports` text NOT NULL,
	`aaguid` text,
	`backed_up` integer NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	PRIMARY KEY(`tenant`, `sub`, `credential_id`)
);
--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`tenant` text NOT NULL,
	`sub` text NOT NULL,
	`code_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer,
	PRIMARY KEY(`tenant`, `sub`, `code_hash`)
);
--> statement-breakpoint
CREATE TABLE `remembered_devices` (
	`tenant` text NOT NULL,
	`sub` text NOT NULL,
	`id` text NOT NULL,
	`secret_hash` text NOT NULL,
	`user_agent` text,
	`created_at` integer NOT NULL,
	`last_used_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`tenant`, `sub`, `id`)
);
--> statement-breakpoint
CREATE INDEX `remembered_devices_expires_at` ON `remembered_devices` (`expires_at`);--> statement-breakpoint
CREATE TABLE `totps` (
	`tenant` text NOT NULL,
	`sub` text NOT NULL,
	`secret` text NOT NULL,
	`last_step` integer NOT NULL,
	`created_at` integer NOT NULL,
	`confirmed_at` integer,
	PRIMARY KEY(`tenant`, `sub`)
);
--> statement-breakpoint
CREATE TABLE `upstream_accounts` (
	`tenant` text NOT NULL,
	`upstream` text NOT NULL,
	`subject` text NOT NULL,
	`sub` text NOT NULL,
	PRIMARY KEY(`tenant`, `upstream`, `subject`)
);
--> statement-breakpoint
ALTER TABLE `clients` ADD `required_acr` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `brand` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `app_links` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `organisation` text;--> statement-breakpoint
ALTER TABLE `users` ADD `password_changed_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `deletes_at` integer;--> statement-breakpoint
CREATE INDEX `users_deletes_at` ON `users` (`deletes_at`);