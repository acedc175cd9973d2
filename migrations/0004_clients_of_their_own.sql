CREATE TABLE `traces` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`at` integer NOT NULL,
	`request_id` text NOT NULL,
	`thread` text NOT NULL,
	`step` text NOT NULL,
	`details` text NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE INDEX `traces_thread` ON `traces` (`tenant`,`thread`);--> statement-breakpoint
CREATE INDEX `traces_request` ON `traces` (`tenant`,`request_id`);--> statement-breakpoint
CREATE INDEX `traces_at` ON `traces` (`at`);--> statement-breakpoint
ALTER TABLE `clients` ADD `jwks` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `jwks_uri` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `logo_uri` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `tos_uri` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `policy_uri` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `application_type` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `software_id` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `software_version` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `token_exchange` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `source` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `registration_hash` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `registration_token_hash` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `used_at` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `clients_registration` ON `clients` (`tenant`,`registration_hash`);--> statement-breakpoint
CREATE INDEX `clients_source` ON `clients` (`source`,`created_at`);--> statement-breakpoint
ALTER TABLE `resources` ADD `access_token_signing_alg` text DEFAULT 'ES256' NOT NULL;