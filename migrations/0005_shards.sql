CREATE TABLE `addresses` (
	`tenant` text NOT NULL,
	`email` text NOT NULL,
	`sub` text NOT NULL,
	`taken_at` integer,
	PRIMARY KEY(`tenant`, `email`)
);
--> statement-breakpoint
CREATE TABLE `disabled_clients` (
	`tenant` text NOT NULL,
	`client_id` text NOT NULL,
	`disabled_at` integer NOT NULL,
	PRIMARY KEY(`tenant`, `client_id`)
);
--> statement-breakpoint
DROP INDEX `users_email`;--> statement-breakpoint
INSERT INTO `addresses` (`tenant`, `email`, `sub`, `taken_at`) SELECT `tenant`, `email`, `sub`, `created_at` FROM `users`;--> statement-breakpoint
INSERT INTO `disabled_clients` (`tenant`, `client_id`, `disabled_at`) SELECT `tenant`, `client_id`, `disabled_at` FROM `clients` WHERE `disabled_at` IS NOT NULL;
