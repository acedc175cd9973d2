CREATE TABLE `logouts` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`client_id` text NOT NULL,
	`backchannel_logout_uri` text NOT NULL,
	`sub` text NOT NULL,
	`sid` text NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer,
	`error` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE INDEX `logouts_due_at` ON `logouts` (`due_at`);--> statement-breakpoint
ALTER TABLE `clients` ADD `backchannel_logout_uri` text;